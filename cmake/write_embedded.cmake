# SPDX-License-Identifier: EUPL-1.2
set(text "// Generated from the files named below.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\nstd::span<const EmbeddedFile> ${FUNCTION}()\n{\n    static const EmbeddedFile files[] = {\n")
foreach(file IN LISTS FILES)
  file(READ ${file} content)
  get_filename_component(name ${file} NAME)
  string(APPEND text "        {\"${name}\", R\"dosah~(${content})dosah~\"},\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n} // namespace ${NAMESPACE}\n")
file(WRITE ${OUTPUT} "${text}")
