# Header-only libraries from Debian, linked into a folder of the build so that a cross compiler sees them and nothing else of
# the host's /usr/include.
set(GC_HOST_INCLUDE /usr/include CACHE PATH "Where hwy/ and flatbuffers/ are")
set(GC_THIRD_PARTY_INCLUDE ${CMAKE_BINARY_DIR}/third_party)
file(MAKE_DIRECTORY ${GC_THIRD_PARTY_INCLUDE})
foreach(library hwy flatbuffers)
  if(NOT EXISTS ${GC_HOST_INCLUDE}/${library})
    message(FATAL_ERROR "${GC_HOST_INCLUDE}/${library} is missing; scripts/setup installs it")
  endif()
  file(CREATE_LINK ${GC_HOST_INCLUDE}/${library} ${GC_THIRD_PARTY_INCLUDE}/${library} SYMBOLIC)
endforeach()
target_include_directories(gc_flags SYSTEM INTERFACE ${GC_THIRD_PARTY_INCLUDE})

find_program(GC_FLATC flatc REQUIRED)
# gc_flatbuffer(SCHEMA HEADER): makes ${CMAKE_BINARY_DIR}/generated/model/HEADER of src/model/SCHEMA.
function(gc_flatbuffer schema target)
  set(in ${CMAKE_SOURCE_DIR}/src/model/${schema}.fbs)
  set(dir ${CMAKE_BINARY_DIR}/generated/model)
  set(out ${dir}/${schema}_generated.h)
  file(MAKE_DIRECTORY ${dir})
  add_custom_command(OUTPUT ${out} COMMAND ${GC_FLATC} --cpp --scoped-enums --warnings-as-errors -o ${dir} ${in} DEPENDS ${in} COMMENT "flatc ${schema}.fbs")
  add_custom_target(${target} DEPENDS ${out})
endfunction()
