# Warnings, hardening, sanitizers and the compiler cache: the same for every target of ours.

add_library(beihui_options INTERFACE)
target_compile_options(beihui_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wduplicated-cond -Wlogical-op -Wuseless-cast
    -Wformat=2 -Werror
    # Two warnings that fire inside Asio coroutine frames with g++ 12, not in our code.
    -Wno-mismatched-new-delete -Wno-null-dereference
    # Three that g++ 12 at -O2 sees inside std::string where there is nothing (GCC bugs 105329 and
    # 105651); AddressSanitizer looks for the real ones.
    -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict)
target_include_directories(beihui_options INTERFACE ${CMAKE_SOURCE_DIR}/server)
target_compile_definitions(beihui_options INTERFACE BOOST_ALL_NO_LIB BOOST_ASIO_NO_DEPRECATED)

# The compiler need not tidy up its memory before it has taken this much (KiB): a twentieth of its time.
target_compile_options(beihui_options INTERFACE --param=ggc-min-heapsize=524288)

if(BEIHUI_JOIN)
    # It wants what an anonymous namespace holds to be in the file named on the command line.
    target_compile_options(beihui_options INTERFACE -Wno-subobject-linkage)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(beihui_options INTERFACE
        -fstack-protector-strong -fstack-clash-protection -fcf-protection
        -ftrivial-auto-var-init=zero)
    target_compile_definitions(beihui_options INTERFACE _FORTIFY_SOURCE=3 _GLIBCXX_ASSERTIONS)
    target_link_options(beihui_options INTERFACE -Wl,-z,relro,-z,now)
endif()

if(BEIHUI_SANITIZE)
    # vptr does not link with Debian's SOCI: it ships no typeinfo for its internal classes.
    target_compile_options(beihui_options INTERFACE
        -fsanitize=${BEIHUI_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(beihui_options INTERFACE -fsanitize=${BEIHUI_SANITIZE})
    if(BEIHUI_SANITIZE MATCHES "thread")
        # TSan does not know fences; Asio has a form without them.
        target_compile_definitions(beihui_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
        target_compile_options(beihui_options INTERFACE -fno-sanitize-recover=thread -Wno-tsan)
    endif()
endif()
if(BEIHUI_COVERAGE)
    target_compile_options(beihui_options INTERFACE --coverage)
    target_link_options(beihui_options INTERFACE --coverage)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Without this sloppiness ccache refuses every file that uses a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()
