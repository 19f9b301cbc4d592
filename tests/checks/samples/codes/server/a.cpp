// A comment may name RP1099 without giving it.
const char* given = "RP1001";
const char* without_page = "RP1002";
