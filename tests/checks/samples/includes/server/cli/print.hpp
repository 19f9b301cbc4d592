void print(int number);
