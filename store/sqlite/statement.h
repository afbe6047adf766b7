// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct sqlite3_stmt;

namespace keyward::store::sqlite {

// A prepared statement. Bytes bound are not copied: they must live until Reset. Not thread-safe.
class Statement {
 public:
  // `what` is the activity told in errors.
  Statement(sqlite3_stmt* handle, std::string what);

  void Bind(int parameter, std::string_view bytes);
  void Bind(int parameter, std::int64_t number);

  // Goes to the next row; false when there is none. Call Reset in either case.
  core::Result<bool> Step();
  // Steps once where no row is expected, and resets.
  core::Result<void> Run();

  // Of the row that Step went to. The bytes live until the next Step or Reset.
  std::string_view Bytes(int column) const;
  std::int64_t Number(int column) const;

  void Reset();

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* handle) const;
  };

  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
  std::string what_;
  int bind_result_ = 0;
};

// Resets a statement at the end of a scope, so that it holds no lock and no bytes.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.Reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

}  // namespace keyward::store::sqlite
