// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace keyward::api::schema {

// The lists and maps that a request holds though they are empty. AWS tells them from absent ones,
// protobuf cannot; so the decoders note them here for Validate. Holds as long as the message is
// neither moved nor changed. Not thread-safe.
class EmptyMembers {
 public:
  void Add(const google::protobuf::Message& holder,
           const google::protobuf::FieldDescriptor* field) {
    members_.emplace_back(&holder, field);
  }
  bool Holds(const google::protobuf::Message& holder,
             const google::protobuf::FieldDescriptor* field) const {
    return std::find(members_.begin(), members_.end(), std::pair(&holder, field)) != members_.end();
  }

 private:
  using Member =
      std::pair<const google::protobuf::Message*, const google::protobuf::FieldDescriptor*>;
  std::vector<Member> members_;
};

}  // namespace keyward::api::schema
