// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>

#include <random>

namespace keyward::api {

// Fills a message with random values by reflection: each field with even odds, lists and maps with
// one to three entries, texts of one to twelve characters of every kind that UTF-8 and XML 1.0 both
// carry, blobs of any bytes, timestamps of whole milliseconds. Holds nothing that a wire drops, so
// that what comes back must be equal.
void FillRandomly(std::mt19937_64* random, google::protobuf::Message* message, int depth = 0);

}  // namespace keyward::api
