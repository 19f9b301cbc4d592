# Where each library comes from. All are Debian 12 packages (scripts/packages.txt names them).

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
# CONFIG: Debian's own files know this version; CMake's module warns that it does not.
find_package(Boost 1.81.0 EXACT REQUIRED CONFIG COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(YAMLCPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
# For reading workbooks: a zip archive of XML.
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
# Traces are stored compressed.
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
# What gives the program its memory: a page of a case is made of some thousand small values.
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
pkg_check_modules(LIBXML2 REQUIRED IMPORTED_TARGET libxml-2.0)
# The C++ build of Lua: there an error is a C++ exception and unwinds our frames.
pkg_check_modules(LUA REQUIRED IMPORTED_TARGET lua5.4-c++)

# Signing in: time-based codes (RFC 6238), their QR code, and how easily a password is guessed.
pkg_check_modules(OATH REQUIRED IMPORTED_TARGET liboath)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
find_library(ZXCVBN zxcvbn REQUIRED)

# SOCI 4.0.3 in Debian ships no CMake package.
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)
add_library(beihui_soci INTERFACE)
target_link_libraries(beihui_soci INTERFACE
    ${SOCI_CORE} ${SOCI_SQLITE} ${SOCI_POSTGRESQL} PkgConfig::SQLITE PkgConfig::LIBPQ ${CMAKE_DL_LIBS})
target_include_directories(beihui_soci SYSTEM INTERFACE /usr/include/soci /usr/include/postgresql)
