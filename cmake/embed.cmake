# embed_migrations(TARGET FOLDER): the SQL files of FOLDER as texts inside TARGET, so that the
# program needs no file beside itself. They are embedded again when one of them changes.
function(embed_migrations target folder)
    file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_migrations.cpp)
    add_custom_command(
        OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DFOLDER=${folder}
                -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
        DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${out})
endfunction()

# embed_text(TARGET FILE HEADER NAMESPACE FUNCTION): the text of FILE inside TARGET, given by FUNCTION.
function(embed_text target file header namespace function)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_${function}.cpp)
    add_custom_command(
        OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DFILE=${file} -DHEADER=${header}
                -DNAMESPACE=${namespace} -DFUNCTION=${function}
                -P ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
        DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${out})
endfunction()
