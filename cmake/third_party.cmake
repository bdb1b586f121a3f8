# Header-only libraries from Debian, linked into a folder of the build so that a cross compiler sees them and nothing else of
# the host's /usr/include.
set(GC_HOST_INCLUDE /usr/include CACHE PATH "Where hwy/, flatbuffers/, CLI/ and nlohmann/ are")
set(GC_THIRD_PARTY_INCLUDE ${CMAKE_BINARY_DIR}/third_party)
file(MAKE_DIRECTORY ${GC_THIRD_PARTY_INCLUDE})
set(tool_libraries)
if(GC_BUILD_TOOLS)
  set(tool_libraries CLI nlohmann)
endif()
foreach(library hwy flatbuffers ${tool_libraries})
  if(NOT EXISTS ${GC_HOST_INCLUDE}/${library})
    message(FATAL_ERROR "${GC_HOST_INCLUDE}/${library} is missing; scripts/setup installs it")
  endif()
  file(CREATE_LINK ${GC_HOST_INCLUDE}/${library} ${GC_THIRD_PARTY_INCLUDE}/${library} SYMBOLIC)
endforeach()
target_include_directories(gc_flags SYSTEM INTERFACE ${GC_THIRD_PARTY_INCLUDE})

find_program(GC_FLATC flatc REQUIRED)
# gc_flatbuffer(NAME): makes generated/model/NAME_generated.h in the build folder from src/model/NAME.fbs.
function(gc_flatbuffer name)
  set(in ${CMAKE_SOURCE_DIR}/src/model/${name}.fbs)
  set(dir ${CMAKE_BINARY_DIR}/generated/model)
  set(out ${dir}/${name}_generated.h)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${dir}
    COMMAND ${GC_FLATC} --cpp --scoped-enums --warnings-as-errors -o ${dir} ${in}
    DEPENDS ${in}
    COMMENT "flatc ${name}.fbs")
  add_custom_target(gc_${name}_generated DEPENDS ${out})
endfunction()

# gc_protobuf(MODULE PROTO): compiles src/PROTO with protoc into generated/, as a library that gc_MODULE links.
function(gc_protobuf module proto)
  string(REGEX REPLACE "\\.proto$" "" stem ${proto})
  set(out ${CMAKE_BINARY_DIR}/generated/${stem}.pb)
  add_custom_command(
    OUTPUT ${out}.cc ${out}.h
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated
    COMMAND protobuf::protoc --cpp_out=${CMAKE_BINARY_DIR}/generated -I${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/src/${proto}
    DEPENDS ${CMAKE_SOURCE_DIR}/src/${proto}
    COMMENT "protoc ${proto}")
  add_library(gc_${module}_proto STATIC ${out}.cc)
  # Not our code: no warnings, and small.
  target_compile_options(gc_${module}_proto PRIVATE -w $<$<CONFIG:Release>:-Os>)
  target_link_libraries(gc_${module}_proto PUBLIC protobuf::libprotobuf-lite)
  target_include_directories(gc_${module}_proto SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(gc_${module} PUBLIC gc_${module}_proto)
endfunction()
