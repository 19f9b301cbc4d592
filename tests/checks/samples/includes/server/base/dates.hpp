class Date;
int days_of(const Date& date);
