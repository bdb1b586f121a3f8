# Flags of the files that are written for one CPU target: the GEMM micro-kernels (src/kernels/common/gemm/kernel.h), and the depthwise
# loops with dot products, which Highway does not have. The choice is made at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # Tuned for the first processors with AVX2: for the oldest of all, compilers would split loads and stores of 32 bytes.
  set(avx2 -mavx2 -mfma -mf16c -mbmi -mbmi2 -mtune=haswell)
  set(avx512 ${avx2} -mavx512f -mavx512bw -mavx512cd -mavx512dq -mavx512vl)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU")
    list(APPEND avx512 -Wno-uninitialized)  # GCC 12's own AVX-512 header
  endif()
  set(flags_f32_avx2 ${avx2})
  set(flags_f32_avx512 ${avx512})
  set(flags_i8_avx2 ${avx2})
  set(flags_i8_avxvnni ${avx2} -mavxvnni)
  set(flags_i8_avx512 ${avx512})
  set(flags_i8_avx512vnni ${avx512} -mavx512vnni)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(flags_i8_neondot -march=armv8.2-a+dotprod)
  set(flags_i8_i8mm -march=armv8.2-a+dotprod+i8mm)
endif()
foreach(kernel f32_avx2 f32_avx512 i8_avx2 i8_avxvnni i8_avx512 i8_avx512vnni i8_neondot i8_i8mm)
  if(flags_${kernel})
    set_source_files_properties(${CMAKE_SOURCE_DIR}/src/kernels/common/gemm/${kernel}.cc PROPERTIES COMPILE_OPTIONS "${flags_${kernel}}")
  endif()
endforeach()
if(flags_i8_avx512vnni)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/src/kernels/depthwise_conv_2d/depthwise_dot_avx512vnni.cc PROPERTIES COMPILE_OPTIONS
                              "${flags_i8_avx512vnni}")
endif()
