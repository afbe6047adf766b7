// SPDX-License-Identifier: Apache-2.0
//
// Every form that is refused, sent as bytes over a socket, with a second request behind it: the
// answer is the expected one, it is the only one, the connection ends, and no handler saw anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "tests/server/http/echo_server.h"
#include "tests/server/http/raw_client.h"

namespace keyward::server::http_test {
namespace {

using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view bytes;
  int status;
  const char* reason;

  friend void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }
};

constexpr const char* kNoRequest = "not an http request";
constexpr const char* kLineEnd = "a line does not end with carriage return and line feed";
constexpr const char* kControl = "a header's value has a control character";
constexpr const char* kName = "a header's name is no token";
constexpr const char* kHost = "the host is not valid";
constexpr const char* kCoding = "the transfer encoding is not known";
constexpr const char* kLength = "the content length is no number";
constexpr const char* kPath = "the request target is no absolute path";
constexpr const char* kEscaped = "the request target has a character that must be escaped";
constexpr const char* kChunk = "a chunk of the body is malformed";

#define GET "GET / HTTP/1.1\r\n"
#define HOST "Host: h\r\n"
#define POST "POST / HTTP/1.1\r\nHost: h\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

constexpr Case kCases[] = {
    // Framing that two servers could read in two ways.
    {"LengthAndChunked", POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
     400, "the request is malformed"},
    {"ChunkedAndLength", POST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"sv,
     400, "the request is malformed"},
    {"LengthAndUnknownCoding", POST "Content-Length: 3\r\nTransfer-Encoding: x\r\n\r\nabc"sv, 400,
     nullptr},
    {"TwoLengths", POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"sv, 400,
     "there is more than one content length"},
    {"TwoDifferentLengths", POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"sv, 400,
     nullptr},
    {"LengthList", POST "Content-Length: 3, 3\r\n\r\nabc"sv, 400, kLength},
    {"LengthWithPlus", POST "Content-Length: +3\r\n\r\nabc"sv, 400, nullptr},
    {"LengthNegative", POST "Content-Length: -3\r\n\r\nabc"sv, 400, nullptr},
    {"LengthHexadecimal", POST "Content-Length: 0x3\r\n\r\nabc"sv, 400, nullptr},
    {"LengthEmpty", POST "Content-Length:\r\n\r\n"sv, 400, nullptr},
    {"LengthOverflows", POST "Content-Length: 18446744073709551619\r\n\r\nabc"sv, 400, nullptr},
    {"LengthFar", POST "Content-Length: 999999999999999999\r\n\r\nabc"sv, 413,
     "the body is too long"},
    {"XChunked", POST "Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"sv, 400, kCoding},
    {"GzipThenChunked", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"sv, 400, kCoding},
    {"ChunkedThenGzip", POST "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"sv, 400, kCoding},
    {"ChunkedTwice", POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"sv, 400, kCoding},
    {"TwoCodings",
     POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv, 400,
     nullptr},
    {"Identity", POST "Transfer-Encoding: identity\r\n\r\n"sv, 400, kCoding},
    {"ChunkedWithParameter", POST "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n"sv, 400,
     kCoding},
    {"ChunkedQuoted", POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"sv, 400, kCoding},
    {"CodingEmpty", POST "Transfer-Encoding:\r\n\r\n0\r\n\r\n"sv, 400, kCoding},
    {"CodingOfHttp10",
     "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv, 400,
     "http/1.0 has no transfer encoding"},
    {"ChunkSizeNoNumber", CHUNKED "z\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkSizeWithPrefix", CHUNKED "0x5\r\nhello\r\n0\r\n\r\n"sv, 400, nullptr},
    {"ChunkSizeNegative", CHUNKED "-5\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkSizeOverflows", CHUNKED "10000000000000005\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkSizeFar", CHUNKED "7fffffff\r\nhello\r\n0\r\n\r\n"sv, 413, "the body is too long"},
    {"ChunkSizeEmpty", CHUNKED "\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkBareLineFeed", CHUNKED "5\nhello\r\n0\r\n\r\n"sv, 400, nullptr},
    {"ChunkBareCarriageReturn", CHUNKED "5\rxhello\r\n0\r\n\r\n"sv, 400, nullptr},
    {"ChunkLongerThanSaid", CHUNKED "4\r\nhello\r\n0\r\n\r\n"sv, 400, nullptr},
    {"ChunkSizeOfNineDigits", CHUNKED "000000005\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkSizeThenBlank", CHUNKED "5 \r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkWithoutLineEnd", CHUNKED "5\r\nhello0\r\n\r\n"sv, 400, kChunk},
    {"LastChunkThenBareLineFeed", CHUNKED "0\r\n\n"sv, 400, kChunk},
    {"LastChunkThenBlank", CHUNKED "0\r\n \r\n\r\n"sv, 400, kChunk},
    {"ChunkExtensionControl", CHUNKED "5;a=\x01\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkExtensionQuoteOpen", CHUNKED "5;a=\"b\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"ChunkExtensionMalformed", CHUNKED "5;=\r\nhello\r\n0\r\n\r\n"sv, 400, kChunk},
    {"Trailer", CHUNKED "0\r\nAuthorization: x\r\n\r\n"sv, 400, "trailers are not taken"},
    // Host.
    {"NoHost", GET "\r\n"sv, 400, "there is no host"},
    {"TwoHosts", GET "Host: h\r\nhost: h\r\n\r\n"sv, 400, "there is more than one host"},
    {"TwoHostsOfHttp10", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"sv, 400,
     "there is more than one host"},
    {"EmptyHost", GET "Host:\r\n\r\n"sv, 400, kHost},
    {"BlankHost", GET "Host: \t \r\n\r\n"sv, 400, kHost},
    {"HostList", GET "Host: a, b\r\n\r\n"sv, 400, kHost},
    {"HostWithPath", GET "Host: a/b\r\n\r\n"sv, 400, kHost},
    {"HostWithUser", GET "Host: a@b\r\n\r\n"sv, 400, kHost},
    {"HostWithEscape", GET "Host: a%2eb\r\n\r\n"sv, 400, kHost},
    {"HostWithBackslash", GET "Host: a\\b\r\n\r\n"sv, 400, kHost},
    {"HostCyrillic", GET "Host: ex\xd0\xb0mple\r\n\r\n"sv, 400, kHost},
    {"HostFullWidthDot",
     GET "Host: a\xef\xbc\x8e"
         "b\r\n\r\n"sv,
     400, kHost},
    {"HostPortNoNumber", GET "Host: a:b\r\n\r\n"sv, 400, kHost},
    {"HostPortEmpty", GET "Host: a:\r\n\r\n"sv, 400, kHost},
    {"HostPortTooLarge", GET "Host: a:65536\r\n\r\n"sv, 400, kHost},
    {"HostTwoPorts", GET "Host: a:1:2\r\n\r\n"sv, 400, kHost},
    {"HostBracketOpen", GET "Host: [::1\r\n\r\n"sv, 400, kHost},
    {"HostBracketEmpty", GET "Host: []\r\n\r\n"sv, 400, kHost},
    {"HostBracketThenText", GET "Host: [::1]a\r\n\r\n"sv, 400, kHost},
    {"HostBracketNoAddress", GET "Host: [:::]\r\n\r\n"sv, 400, kHost},
    {"HostBracketZone", GET "Host: [fe80::1%25a]\r\n\r\n"sv, 400, kHost},
    {"HostBracketName", GET "Host: [name]\r\n\r\n"sv, 400, kHost},
    // Lines.
    {"FoldedHeader", GET HOST "A: b\r\n c\r\n\r\n"sv, 400, "a header is folded over several lines"},
    {"FoldedWithTab", GET HOST "A: b\r\n\tc\r\n\r\n"sv, 400, nullptr},
    {"FirstHeaderFolded", GET " Host: h\r\n\r\n"sv, 400, nullptr},
    {"BareLineFeeds", "GET / HTTP/1.1\nHost: h\n\n"sv, 400, kLineEnd},
    {"BareLineFeedInHeaders", GET HOST "A: b\nC: d\r\n\r\n"sv, 400, kLineEnd},
    {"BareLineFeedAtEnd", GET HOST "\n"sv, 400, kLineEnd},
    {"BareCarriageReturn", GET HOST "A: b\rC: d\r\n\r\n"sv, 400, kControl},
    {"CarriageReturnTwice", GET HOST "A: b\r\r\n\r\n"sv, 400, kControl},
    {"Nul", GET HOST "A: b\0c\r\n\r\n"sv, 400, kControl},
    {"NulInName", GET HOST "A\0: b\r\n\r\n"sv, 400, kName},
    {"ControlInValue", GET HOST "A: b\x01\r\n\r\n"sv, 400, kControl},
    {"DeleteInValue", GET HOST "A: b\x7f\r\n\r\n"sv, 400, kControl},
    {"BlankBeforeColon", GET "Host : h\r\n\r\n"sv, 400, kName},
    {"TabBeforeColon", GET "Host\t: h\r\n\r\n"sv, 400, kName},
    {"BlankInName", GET HOST "A b: c\r\n\r\n"sv, 400, kName},
    {"NoName", GET HOST ": c\r\n\r\n"sv, 400, kName},
    {"NoColon", GET HOST "abc\r\n\r\n"sv, 400, "a header has no colon"},
    {"NameNotAscii", GET HOST "\xc3\xa4: c\r\n\r\n"sv, 400, kName},
    {"NameWithSlash", GET HOST "a/b: c\r\n\r\n"sv, 400, kName},
    {"NameQuoted", GET HOST "\"a\": c\r\n\r\n"sv, 400, kName},
    // The request line.
    {"Http09", "GET /\r\n\r\n"sv, 400, kNoRequest},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv, 505,
     "only http/1.1 and http/1.0 are spoken here"},
    {"Http12", "GET / HTTP/1.2\r\nHost: h\r\n\r\n"sv, 505, nullptr},
    {"Http3", "GET / HTTP/3.0\r\nHost: h\r\n\r\n"sv, 505, nullptr},
    {"VersionLowerCase", "GET / http/1.1\r\nHost: h\r\n\r\n"sv, 400, kNoRequest},
    {"VersionLong", "GET / HTTP/1.10\r\nHost: h\r\n\r\n"sv, 400, kNoRequest},
    {"TlsClientHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv, 400, kNoRequest},
    {"TwoEmptyLinesFirst", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, nullptr},
    {"BlankFirst", " GET / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kNoRequest},
    {"TwoBlanks", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kPath},
    {"BlankInTarget", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kEscaped},
    {"TabInRequestLine", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kNoRequest},
    {"BlankLast", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"sv, 400, nullptr},
    {"AbsoluteForm", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kPath},
    {"AuthorityForm", "GET h:443 HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kPath},
    {"Connect", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kPath},
    {"AsteriskOfGet", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kPath},
    {"RelativeTarget", "GET a HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kPath},
    {"TargetNotAscii", "GET /\xc3\xa4 HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kEscaped},
    {"TargetWithFragment", "GET /#a HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kEscaped},
    {"TargetWithBackslash", "GET /\\ HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kEscaped},
    {"TargetWithNul", "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kEscaped},
    {"TargetHalfEscape", "GET /%a HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400,
     "the request target has a percent sign without two hexadecimal digits"},
    {"TargetBadEscape", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, nullptr},
    {"MethodUnknown", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 501, "the method is not known"},
    {"MethodTrace", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 501, nullptr},
    {"MethodLowerCase", "get / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 501, nullptr},
    {"MethodNoToken", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400, kNoRequest},
    // Expectations.
    {"ExpectUnknown", POST "Content-Length: 1\r\nExpect: 200-ok\r\n\r\na"sv, 417,
     "the expectation is not known"},
    {"ExpectTooMuch", POST "Content-Length: 999999\r\nExpect: 100-continue\r\n\r\n"sv, 413,
     "the body is too long"},
};

class Refusals : public testing::TestWithParam<Case> {};

TEST_P(Refusals, AnswersOnceAndCloses) {
  const EchoServer server;
  RawClient client(server.port());
  client.Send(std::string(GetParam().bytes) + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
  const Answered answered = client.Read();
  EXPECT_EQ(answered.status, GetParam().status);
  EXPECT_EQ(answered.Header("Connection"), "close");
  if (GetParam().reason != nullptr) {
    EXPECT_EQ(answered.body, "{\"message\":\"" + std::string(GetParam().reason) + "\"}\n");
  }
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(server.handled(), 0);
}

// The verdict does not depend on how the bytes are cut.
TEST_P(Refusals, AreTheSameByteByByte) {
  const EchoServer server;
  RawClient client(server.port());
  for (const char byte : GetParam().bytes) {
    if (!client.Send({&byte, 1})) break;
  }
  EXPECT_EQ(client.Read().status, GetParam().status);
  client.EndSending();
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_EQ(server.handled(), 0);
}

INSTANTIATE_TEST_SUITE_P(Http, Refusals, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace keyward::server::http_test
