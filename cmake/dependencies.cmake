# SPDX-License-Identifier: EUPL-1.2
# Everything here is a Debian 12 package; `./dev setup` installs them, docs/decisions.md says why each is used.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# Debian's Poco links its PostgreSQL target to PostgreSQL::client, which nobody defines.
find_package(PostgreSQL REQUIRED)
if(NOT TARGET PostgreSQL::client)
  add_library(PostgreSQL::client INTERFACE IMPORTED)
  target_link_libraries(PostgreSQL::client INTERFACE PostgreSQL::PostgreSQL)
endif()

find_package(SQLite3 REQUIRED)
find_package(Poco 1.11 REQUIRED COMPONENTS Foundation Util JSON XML Zip Net NetSSL Crypto Data DataSQLite DataPostgreSQL)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_package(CURL REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)

pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(LIBICAL REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(QRCODEGEN REQUIRED IMPORTED_TARGET qrcodegencpp)

# Neither has a CMake or pkg-config file.
find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)
find_library(PROTOBUF_LIBRARY protobuf REQUIRED)
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h REQUIRED)
find_path(MUSTACHE_INCLUDE mustache.hpp PATH_SUFFIXES kainjow REQUIRED)
find_path(BOOST_MATH_INCLUDE boost/math/special_functions/erf.hpp REQUIRED)

foreach(alias gmime:PkgConfig::GMIME sodium:PkgConfig::SODIUM libical:PkgConfig::LIBICAL
        qrcodegen:PkgConfig::QRCODEGEN xlsxwriter:PkgConfig::XLSXWRITER libcurl:CURL::libcurl)
  string(REPLACE ":" ";" pair "${alias}")
  list(POP_FRONT pair name)
  string(REPLACE ";" ":" real "${pair}")
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE ${real})
endforeach()
add_library(phonenumber INTERFACE)
target_link_libraries(phonenumber INTERFACE ${PHONENUMBER_LIBRARY} ${PROTOBUF_LIBRARY})
target_include_directories(phonenumber SYSTEM INTERFACE ${PHONENUMBER_INCLUDE})
add_library(kainjow_mustache INTERFACE)
target_include_directories(kainjow_mustache SYSTEM INTERFACE ${MUSTACHE_INCLUDE})
add_library(boost_math INTERFACE)
target_include_directories(boost_math SYSTEM INTERFACE ${BOOST_MATH_INCLUDE})
