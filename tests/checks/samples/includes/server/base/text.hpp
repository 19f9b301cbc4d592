struct Line
{
    int length = 0;
};

Line one_line(int most);
