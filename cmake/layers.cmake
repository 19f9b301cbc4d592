# layer(NAME USES other layers... LIBRARIES libraries...)
#
# One folder of server/ as one library. USES says which other layers it links; it must agree with
# layer_order.cmake. The target layer_check reads every include and fails the build on one that goes
# upward, since a CMake target alone does not keep a direction.
include(layer_order)
add_custom_target(layer_check ALL
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/tests/checks/layers.cmake
    COMMENT "Checking who includes whom" VERBATIM)

function(layer name)
    cmake_parse_arguments(ARG "" "" "USES;LIBRARIES" ${ARGN})
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
    if(NOT name STREQUAL "base")
        target_precompile_headers(beihui_${name} REUSE_FROM beihui_base)
    endif()
endfunction()

# tests_of(NAME [USES other layers...]): tests/NAME/*_test.cpp as one GoogleTest program.
function(tests_of name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "USES" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
    if(NOT sources)
        return()
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    add_executable(${name}_tests ${sources})
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
