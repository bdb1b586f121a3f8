# gc_module(NAME MAY_INCLUDE OTHER...): the folder src/NAME as an object library gc_NAME, and its *_test.cc as the program NAME_test.
#
# MAY_INCLUDE is the architecture: which modules this one's files may include. scripts/check_includes reads the same lines.
# LINK names libraries from outside that the module needs. Such a module is no part of the core: libraries leave it out, and its test
# program alone links what it needs.
# Sources are found by pattern, so that an operator is a folder and a row in the registry, not a change to the build.
function(gc_module name)
  cmake_parse_arguments(ARG "" "" "MAY_INCLUDE;LINK" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(NOT sources)
    return()
  endif()
  add_library(gc_${name} OBJECT ${sources})
  target_link_libraries(gc_${name} PUBLIC gc_flags ${ARG_LINK})
  foreach(other ${ARG_MAY_INCLUDE})
    if(TARGET gc_${other}_deps)
      target_link_libraries(gc_${name} PUBLIC gc_${other}_deps)
    endif()
  endforeach()
  if(GC_CORE_WITHOUT_EXCEPTIONS)
    target_compile_options(gc_${name} PRIVATE -fno-exceptions -fno-rtti)
  endif()
  if(NOT ARG_LINK)
    set_property(GLOBAL APPEND PROPERTY GC_MODULES gc_${name})
  endif()
  if(GC_BUILD_TESTS AND tests)
    set_property(GLOBAL APPEND PROPERTY GC_TESTED_MODULES ${name})
    set_property(GLOBAL PROPERTY GC_TESTS_OF_${name} ${tests})
  endif()
endfunction()
