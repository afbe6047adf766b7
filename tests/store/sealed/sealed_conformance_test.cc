// SPDX-License-Identifier: Apache-2.0
#include "tests/store/conformance.h"
#include "tests/store/sealed/open_sealed.h"

namespace keyward::store {
namespace {

const Subject kSealed = {"Sealed", [](const std::string& directory, Revision history) {
                           return AsStore(OpenSealed({.directory = directory, .history = history}));
                         }};

const Subject kAnchored = {"Anchored", [](const std::string& directory, Revision history) {
                             return AsStore(OpenSealed({.directory = directory, .history = history},
                                                       directory + ".anchor"));
                           }};

INSTANTIATE_TEST_SUITE_P(Engines, Conformance, testing::Values(kSealed, kAnchored), SubjectName);

}  // namespace
}  // namespace keyward::store
