# SPDX-License-Identifier: EUPL-1.2

# What every target of ours is compiled with. Warnings become errors in the presets only, so packagers are not hurt.
add_library(dosah_standard INTERFACE)
target_compile_features(dosah_standard INTERFACE cxx_std_20)
target_compile_options(dosah_standard INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
target_include_directories(dosah_standard INTERFACE ${PROJECT_SOURCE_DIR}/engine ${PROJECT_SOURCE_DIR})
# Poco::Foundation brings definitions that the precompiled headers and every user of them must share.
target_link_libraries(dosah_standard INTERFACE Threads::Threads Poco::Foundation)

# One precompiled header for the engine: the standard library and the few Poco headers nearly every file needs.
add_library(dosah_pch OBJECT ${PROJECT_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(dosah_pch PRIVATE dosah_standard)
target_precompile_headers(dosah_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)

function(dosah_library target folder)
  cmake_parse_arguments(arg "" "" "LINKS;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    set(sources ${PROJECT_SOURCE_DIR}/cmake/pch.cpp)
  endif()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC dosah_standard ${arg_LINKS} PRIVATE ${arg_PRIVATE})
  target_precompile_headers(${target} REUSE_FROM dosah_pch)
endfunction()

# dosah_folder(name LINKS ... [PRIVATE ...]): the target dosah_<name> out of engine/<name>/*.cpp
function(dosah_folder name)
  dosah_library(dosah_${name} engine/${name} ${ARGN})
endfunction()

# dosah_connector(name [LINKS ...]): the target dosah_<name> out of connectors/<name>/*.cpp; sees base and channel only
function(dosah_connector name)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  dosah_library(dosah_${name} connectors/${name} LINKS dosah_channel PRIVATE ${arg_LINKS})
endfunction()
