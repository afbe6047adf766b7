# How every target of the project is built, in one place.

# Warnings, sanitizers and the include root that all of our code shares.
function(keyward_configure target)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wconversion
                                           -Wshadow -Wswitch-enum -Werror>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports std::string's operator+ falsely (GCC bug 105651).
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
  endif()
  if(KEYWARD_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(KEYWARD_SANITIZE)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${KEYWARD_SANITIZE}
                           -fno-sanitize-recover=all -fno-omit-frame-pointer>)
    if(KEYWARD_SANITIZE MATCHES undefined)
      # A third of the time to compile goes to these four, and AddressSanitizer finds most of what they would.
      target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=vptr,null,alignment,object-size>)
    endif()
    if(KEYWARD_SANITIZE MATCHES thread)
      # Under __SANITIZE_THREAD__ protobuf's headers give a map field two more members, which Debian's libprotobuf,
      # built without, does not know of. libstdc++ is told by a macro of its own, and our code by KEYWARD_TSAN.
      target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1
                                               -DKEYWARD_TSAN=1>)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${KEYWARD_SANITIZE})
  endif()
endfunction()

# keyward_library(NAME SOURCES... )
function(keyward_library target)
  add_library(${target} STATIC ${ARGN})
  keyward_configure(${target})
endfunction()

# keyward_executable(NAME SOURCES...)
function(keyward_executable target)
  add_executable(${target} ${ARGN})
  keyward_configure(${target})
endfunction()

# What `./dev test --sanitize` builds: the tests of all rooms but cli/; under ThreadSanitizer without those that have
# one thread throughout, and without gRPC's: its library was not built for it, and its templates' races are reported.
add_custom_target(sanitized_tests)
set(KEYWARD_SANITIZED_ROOMS "/tests/(api|auth|core|crypto|iam|policy|server|store)(/|$)")
set(KEYWARD_UNSANITIZED_ROOMS "^$")
if(KEYWARD_SANITIZE MATCHES thread)
  set(KEYWARD_UNSANITIZED_ROOMS "/tests/(core|policy|iam/operations|iam/organizations|server/grpc)(/|$)")
endif()

# keyward_test(NAME LABEL SOURCES... [LIBS libraries...]): a GoogleTest program, one ctest entry.
function(keyward_test target label)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  keyward_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
  add_test(NAME ${target} COMMAND ${target})
  set(labels ${label})
  if(CMAKE_CURRENT_SOURCE_DIR MATCHES "${KEYWARD_SANITIZED_ROOMS}"
     AND NOT CMAKE_CURRENT_SOURCE_DIR MATCHES "${KEYWARD_UNSANITIZED_ROOMS}")
    list(APPEND labels sanitize)
    add_dependencies(sanitized_tests ${target})
  endif()
  set_tests_properties(${target} PROPERTIES LABELS "${labels}" TIMEOUT 900
                       ENVIRONMENT "KEYWARD_SOURCE_DIR=${CMAKE_SOURCE_DIR};KEYWARD_BINARY=$<TARGET_FILE:keyward>")
endfunction()
