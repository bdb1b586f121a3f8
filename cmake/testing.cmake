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

# gc_add_tests(PROGRAM [LABELS ...] [TIMEOUT SECONDS] [ARGS ...]): PROGRAM's cases, each with the program's name as a label.
function(gc_add_tests program)
  cmake_parse_arguments(ARG "" "TIMEOUT" "LABELS;ARGS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  gtest_discover_tests(
    ${program}
    EXTRA_ARGS ${ARG_ARGS}
    NO_PRETTY_TYPES NO_PRETTY_VALUES
    DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS "${program};${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
