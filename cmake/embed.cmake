# SPDX-License-Identifier: EUPL-1.2
# dosah_embed_folder(TARGET t FOLDER f GLOB g HEADER h NAMESPACE n FUNCTION fn): the files of a folder, in name order,
# become a table of {name, text} in the target, reached through the function that the header declares.
function(dosah_embed_folder)
  cmake_parse_arguments(arg "" "TARGET;FOLDER;GLOB;HEADER;NAMESPACE;FUNCTION" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_FOLDER}/${arg_GLOB})
  list(SORT files)
  set(output ${PROJECT_BINARY_DIR}/embedded/${arg_FUNCTION}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} "-DFILES=${files}" -DHEADER=${arg_HEADER}
            -DNAMESPACE=${arg_NAMESPACE} -DFUNCTION=${arg_FUNCTION} -P ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    VERBATIM)
  target_sources(${arg_TARGET} PRIVATE ${output})
endfunction()
