// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace keyward::core {

// Integers of our binary formats: big-endian.

inline void AppendBigEndian(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(number >> (8 * i)));
}
inline void AppendU8(std::string& out, std::uint8_t number) { AppendBigEndian(out, number, 1); }
inline void AppendU16(std::string& out, std::uint16_t number) { AppendBigEndian(out, number, 2); }
inline void AppendU32(std::string& out, std::uint32_t number) { AppendBigEndian(out, number, 4); }
inline void AppendU64(std::string& out, std::uint64_t number) { AppendBigEndian(out, number, 8); }

// Reads a binary format from its beginning. What runs past the end reads as zeros or nothing, and
// ok() is false from then on: check it once, before anything is used. Views look into the input.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : all_(bytes), rest_(bytes) {}

  std::uint64_t BigEndian(std::size_t bytes) {
    std::uint64_t number = 0;
    for (char c : Take(bytes)) number = (number << 8) | static_cast<unsigned char>(c);
    return number;
  }
  std::uint8_t U8() { return static_cast<std::uint8_t>(BigEndian(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(BigEndian(2)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(BigEndian(4)); }
  std::uint64_t U64() { return BigEndian(8); }

  std::string_view Take(std::size_t bytes) {
    if (bytes > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  // Whether everything asked for was there.
  bool ok() const { return ok_; }
  // Whether it was, and nothing is left.
  bool done() const { return ok_ && rest_.empty(); }
  // How many bytes were read.
  std::size_t offset() const { return all_.size() - rest_.size(); }

 private:
  std::string_view all_;
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace keyward::core
