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
