# GoogleTest, and each of its cases as a test of ctest's, so that a summary names and counts what failed and what was skipped.
if(CMAKE_CROSSCOMPILING)
  # Debian ships the library for the host only, and its source.
  set(GC_GOOGLETEST_SOURCE /usr/src/googletest CACHE PATH "GoogleTest's source, built for the target")
  if(NOT EXISTS ${GC_GOOGLETEST_SOURCE}/CMakeLists.txt)
    message(FATAL_ERROR "${GC_GOOGLETEST_SOURCE} is missing; scripts/setup installs it")
  endif()
  set(INSTALL_GTEST OFF)
  add_subdirectory(${GC_GOOGLETEST_SOURCE} ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL SYSTEM)
else()
  find_package(GTest REQUIRED)
endif()
include(GoogleTest)

# gc_add_tests(PROGRAM [TIMEOUT SECONDS]): PROGRAM's cases, each with the program's name as a label. A case that takes more than some
# seconds has Slow in its name or its suite's; sanitizers and emulators leave it out with `ctest -E Slow`.
function(gc_add_tests program)
  cmake_parse_arguments(ARG "" "TIMEOUT" "" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  gtest_discover_tests(
    ${program}
    NO_PRETTY_TYPES NO_PRETTY_VALUES
    DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS ${program} TIMEOUT ${ARG_TIMEOUT})
endfunction()
