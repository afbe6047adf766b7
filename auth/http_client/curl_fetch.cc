// SPDX-License-Identifier: Apache-2.0
#include "auth/http_client/curl_fetch.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace keyward::auth {
namespace {

using core::ErrorCode;

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// Once in a process, before any other thread uses the library.
bool InitialiseOnce() {
  static const bool done = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return done;
}

core::Error Wrong(std::string message) {
  return {ErrorCode::kInvalidArgument, "InvalidInput", std::move(message), {}};
}

bool IsLineSafe(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// The URL's host, which messages may name; an error for a URL that is none.
core::Result<std::string> HostOf(const std::string& url) {
  const std::unique_ptr<CURLU, CurlDeleter> parsed(curl_url());
  char* part = nullptr;
  if (parsed == nullptr ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK ||
      curl_url_get(parsed.get(), CURLUPART_HOST, &part, 0) != CURLUE_OK) {
    return Wrong("the URL of a request is malformed");
  }
  std::string host = part;
  curl_free(part);
  return host;
}

// What comes in, up to a limit.
struct Sink {
  std::string* body;
  std::size_t limit;
  bool overrun = false;
};

std::size_t TakeBytes(char* data, std::size_t one, std::size_t size, void* into) {
  auto* const sink = static_cast<Sink*>(into);
  if (sink->body->size() + size * one > sink->limit) {
    sink->overrun = true;
    return 0;  // ends the transfer
  }
  sink->body->append(data, size * one);
  return size * one;
}

core::Error Failure(CURLcode code, const Sink& sink, const std::string& host) {
  const std::string of = " of `" + host + "`";
  if (sink.overrun) {
    return {ErrorCode::kResourceExhausted, "LimitExceeded",
            "the answer" + of + " has more than " + std::to_string(sink.limit) + " bytes"};
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return {ErrorCode::kUnavailable, "Timeout", "`" + host + "` did not answer in time"};
  }
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    return {ErrorCode::kUnauthenticated, "CertificateNotTrusted",
            "the certificate" + of + " is not trusted, or not for this name"};
  }
  if (code == CURLE_SSL_CACERT_BADFILE) return Wrong("the CA bundle cannot be read");
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
      code == CURLE_COULDNT_RESOLVE_PROXY) {
    return {ErrorCode::kUnavailable, "EndpointUnreachable", "cannot connect to `" + host + "`"};
  }
  return {ErrorCode::kUnavailable, "ConnectionFailed",
          "the connection to `" + host + "` failed: " + curl_easy_strerror(code)};
}

using HeaderList = std::unique_ptr<curl_slist, CurlDeleter>;

core::Result<HeaderList> HeadersOf(const FetchRequest& request) {
  // What libcurl would add by itself.
  std::vector<std::string> lines = {"Expect:", "Accept:"};
  const bool typed = std::ranges::any_of(
      request.headers, [](const FetchHeader& header) { return header.name == "Content-Type"; });
  if (!typed) lines.emplace_back("Content-Type:");
  for (const FetchHeader& header : request.headers) {
    if (header.name.empty() || header.value.empty() || !IsLineSafe(header.name) ||
        !IsLineSafe(header.value)) {
      return Wrong("a header of a request is empty or has control characters");
    }
    lines.push_back(header.name + ": " + header.value);
  }
  HeaderList list;
  for (const std::string& line : lines) {
    curl_slist* const grown = curl_slist_append(list.get(), line.c_str());
    if (grown == nullptr) return Wrong("out of memory");
    static_cast<void>(list.release());
    list.reset(grown);
  }
  return list;
}

void SetTransfer(CURL* handle, const FetchRequest& request, const curl_slist* headers, Sink* sink) {
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, TakeBytes);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, sink);
  if (request.method == "GET") {
    curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    return;
  }
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(request.body.size()));
}

void SetSafety(CURL* handle, const FetchRequest& request) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.total_timeout.count()));
  if (request.direct) curl_easy_setopt(handle, CURLOPT_PROXY, "");
  if (request.ca_bundle.empty()) return;
  curl_easy_setopt(handle, CURLOPT_CAINFO, request.ca_bundle.c_str());
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
}

}  // namespace

core::Result<FetchAnswer> FetchWithCurl(const FetchRequest& request) {
  const auto host = HostOf(request.url);
  if (!host) return host.error();
  const auto headers = HeadersOf(request);
  if (!headers) return headers.error();
  if (!request.ca_bundle.empty() && ::access(request.ca_bundle.c_str(), R_OK) != 0) {
    return Wrong("the CA bundle `" + request.ca_bundle + "` cannot be read");
  }
  const std::unique_ptr<CURL, CurlDeleter> handle(InitialiseOnce() ? curl_easy_init() : nullptr);
  if (handle == nullptr) {
    return core::Error{ErrorCode::kInternal, "ConnectionFailed", "libcurl cannot be initialised"};
  }
  FetchAnswer answer;
  Sink sink{&answer.body, request.max_answer_bytes};
  SetTransfer(handle.get(), request, headers->get(), &sink);
  SetSafety(handle.get(), request);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return Failure(code, sink, *host);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace keyward::auth
