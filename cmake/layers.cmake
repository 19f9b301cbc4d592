# The target layer_check reads every include and fails the build on one that goes upward, since a CMake
# target alone does not keep a direction.
include(layer_order)
add_custom_target(layer_check ALL
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/tests/checks/layers.cmake
    COMMENT "Checking who includes whom" VERBATIM)

# join_sources(TARGET MOST FILES files... ALONE files...)
#
# With BEIHUI_JOIN (the preset `release`) the compiler gets about MOST files at a time, which takes it
# less than half as long. A file's name alone says which others it is joined with, so that a new file
# never brings two old ones together. Two that are joined cannot have the same name in their anonymous
# namespaces: give one a better name, or both a header to share; ALONE is for those with good reasons.
# Every other preset compiles each file by itself; tests/checks/includes sees that it still can.
function(join_sources target most)
    cmake_parse_arguments(ARG "" "" "FILES;ALONE" ${ARGN})
    list(LENGTH ARG_FILES count)
    set(groups 1)
    while(count GREATER most)  # in a group, on the average
        math(EXPR groups "${groups} * 2")  # twice as many part groups and never mix them
        math(EXPR count "${count} / 2")
    endwhile()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    foreach(file IN LISTS ARG_FILES)
        get_filename_component(short ${file} NAME)
        if(NOT short IN_LIST ARG_ALONE)
            string(MD5 hash ${short})
            string(SUBSTRING ${hash} 0 6 digits)
            math(EXPR group "0x${digits} % ${groups}")
            set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${group})
        endif()
    endforeach()
endfunction()

# layer(NAME USES other layers... LIBRARIES libraries... ALONE files...): one folder of server/ as one
# library. USES says which other layers it links; it must agree with layer_order.cmake.
function(layer name)
    cmake_parse_arguments(ARG "" "" "USES;LIBRARIES;ALONE" ${ARGN})
    foreach(used IN LISTS ARG_USES)
        if(NOT used IN_LIST ${name}_may_use)
            message(FATAL_ERROR "server/${name} may not use server/${used}: see cmake/layer_order.cmake")
        endif()
    endforeach()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/server/${name}/*.cpp)
    list(TRANSFORM ARG_USES PREPEND beihui_ OUTPUT_VARIABLE used)
    if(NOT sources)  # a folder of headers only
        add_library(beihui_${name} INTERFACE)
        target_link_libraries(beihui_${name} INTERFACE beihui_options ${ARG_LIBRARIES} ${used})
        return()
    endif()
    add_library(beihui_${name} STATIC ${sources})
    target_link_libraries(beihui_${name} PUBLIC beihui_options ${ARG_LIBRARIES} ${used})
    if(BEIHUI_JOIN)
        join_sources(beihui_${name} 10 FILES ${sources} ALONE ${ARG_ALONE})
    endif()
    if(NOT name STREQUAL "base")
        target_precompile_headers(beihui_${name} REUSE_FROM beihui_base)
    endif()
endfunction()

# tests_of(NAME [USES other layers...] [ALONE files never joined...]): tests/NAME/*_test.cpp as one GoogleTest program.
function(tests_of name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "USES;ALONE" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
    if(NOT sources)
        return()
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    add_executable(${name}_tests ${sources})
    if(BEIHUI_JOIN)
        join_sources(${name}_tests 5 FILES ${sources} ALONE ${ARG_ALONE})
    endif()
    target_link_libraries(${name}_tests PRIVATE beihui_test_support)
    foreach(used IN LISTS ARG_USES)
        target_link_libraries(${name}_tests PRIVATE beihui_${used})
    endforeach()
    target_precompile_headers(${name}_tests REUSE_FROM beihui_test_support)
    target_compile_definitions(${name}_tests PRIVATE
        BEIHUI_SOURCE_DIR="${CMAKE_SOURCE_DIR}" BEIHUI_BINARY="$<TARGET_FILE_DIR:${name}_tests>/beihui")
    set_target_properties(${name}_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
    add_test(NAME ${name} COMMAND ${name}_tests)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
