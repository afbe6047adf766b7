# SPDX-License-Identifier: Apache-2.0
#
# The policy library as others get it: one archive, the headers of its interface, a CMake package and
# a pkg-config file. docs/library.md tells users how to take it up.
include(CMakePackageConfigHelpers)

# Users link one archive: the objects of core and policy, without the catalogue.
add_library(keyward_policy_archive STATIC $<TARGET_OBJECTS:keyward_core>
                                          $<TARGET_OBJECTS:keyward_policy>)
set_target_properties(
  keyward_policy_archive
  PROPERTIES LINKER_LANGUAGE CXX
             OUTPUT_NAME keyward_policy
             EXPORT_NAME policy
             ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/install)
target_compile_features(keyward_policy_archive INTERFACE cxx_std_20)
target_include_directories(keyward_policy_archive
                           INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/keyward>)

# The interface and nothing else: what a user includes, and what those headers include. Includes read
# "core/…" and "policy/…", so the include directory is include/keyward.
set(keyward_public_headers
    core/arn.h
    core/error.h
    core/json.h
    core/result.h
    policy/engine/decision.h
    policy/engine/explanation.h
    policy/engine/policy_set.h
    policy/engine/request.h
    policy/language/condition_operator.h
    policy/language/parse.h
    policy/language/policy.h
    policy/match/caller.h
    policy/match/context.h
    policy/match/truth.h)
foreach(header IN LISTS keyward_public_headers)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${CMAKE_SOURCE_DIR}/${header}
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/keyward/${folder})
endforeach()

install(TARGETS keyward_policy_archive EXPORT KeywardTargets ARCHIVE)

set(keyward_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Keyward)
install(EXPORT KeywardTargets NAMESPACE Keyward:: DESTINATION ${keyward_package_dir})
configure_package_config_file(
  ${CMAKE_SOURCE_DIR}/cmake/KeywardConfig.cmake.in ${CMAKE_BINARY_DIR}/install/KeywardConfig.cmake
  INSTALL_DESTINATION ${keyward_package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/install/KeywardConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/install/KeywardConfig.cmake
              ${CMAKE_BINARY_DIR}/install/KeywardConfigVersion.cmake
        DESTINATION ${keyward_package_dir})

# The .pc file finds its prefix from its own place, so an installed tree may be moved or staged.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} NORMALIZE
           OUTPUT_VARIABLE keyward_libdir)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} NORMALIZE
           OUTPUT_VARIABLE keyward_includedir)
file(RELATIVE_PATH keyward_pc_to_prefix ${keyward_libdir}/pkgconfig ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH keyward_pc_to_libdir ${keyward_libdir}/pkgconfig ${keyward_libdir})
file(RELATIVE_PATH keyward_pc_to_includedir ${keyward_libdir}/pkgconfig ${keyward_includedir})
configure_file(${CMAKE_SOURCE_DIR}/cmake/keyward-policy.pc.in
               ${CMAKE_BINARY_DIR}/install/keyward-policy.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/install/keyward-policy.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
