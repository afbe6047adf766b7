// SPDX-License-Identifier: Apache-2.0
#include "server/config/settings.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/arn.h"
#include "core/encoding.h"

namespace keyward::server::config {
namespace {

constexpr char kPlace[] = "Installation";
constexpr char kSeal[] = "Seal";
constexpr char kListen[] = "Listening";
constexpr char kAudit[] = "Audit log";
constexpr char kProcess[] = "Process";

constexpr std::int64_t kMaxMib = 1 << 20;

using S = Settings;

// Initialised on first use: pointers to members of several types do not stand in constant data of
// every compiler.
const std::vector<Setting>& Rows() {
  static const std::vector<Setting> rows = {
      {"data-dir", "DIR", kPlace, "The data directory; made at the first start", &S::data_dir},
      {"anchor", "FILE", kPlace, "The store's anchor, on another disk", &S::anchor},
      {"cache-mib", "MIB", kPlace, "Records kept open in memory; 0 keeps none", &S::cache_mib, 0,
       kMaxMib},
      {"account-id", "ID", kPlace, "The first account: 12 digits, needed at the first start",
       &S::account_id},
      {"dev", "true|false", kPlace,
       "For trying things out: a key file beside the data, account 111122223333, plaintext on "
       "loopback",
       &S::dev},
      {"seal", "passphrase|keyfile", kSeal,
       "Default: as the keyring says; a new one: keyfile with a key file, else passphrase",
       &S::seal},
      {"key-file", "FILE", kSeal, "The key file; made at the first start if it does not exist",
       &S::key_file},
      {"passphrase-file", "FILE", kSeal, "A file with the passphrase, which nobody else may read",
       &S::passphrase_file},
      {"http", "ADDR:PORT", kListen, "Where AWS's protocols are served; port 0 is any free one",
       &S::http},
      {"grpc", "ADDR:PORT", kListen, "Where gRPC is served; not set: nowhere", &S::grpc},
      {"grpc-client-ca", "FILE", kListen,
       "PEM: authorities whose clients may show a certificate over gRPC", &S::grpc_client_ca},
      {"grpc-principals", "NAME=ARN,…", kListen,
       "Which users names in client certificates stand for: URI:…=ARN or DNS:…=ARN",
       &S::grpc_principals},
      {"grpc-region", "REGION", kListen, "The Region that calls over gRPC count to",
       &S::grpc_region},
      {"metrics", "ADDR:PORT", kListen, "Where Prometheus finds /metrics; not set: nowhere",
       &S::metrics},
      {"tls-certificate", "FILE", kListen, "PEM: the certificate, then its issuers",
       &S::tls_certificate},
      {"tls-key", "FILE", kListen, "PEM: its key, of no other user's", &S::tls_key},
      {"dev-tls", "true|false", kListen,
       "With dev: TLS with a certificate for loopback that is made in the data directory",
       &S::dev_tls},
      {"max-connections", "N", kListen, "Connections at a time", &S::max_connections, 1, 65536},
      {"threads", "N", kListen, "Threads that serve; 0: four a processor, at least eight",
       &S::threads, 0, 1024},
      {"drain-delay-seconds", "N", kListen,
       "How long /readyz says no before the ports are closed, so that a balancer notices",
       &S::drain_delay_seconds, 0, 600},
      {"drain-seconds", "N", kListen, "How long requests under way may take when it ends",
       &S::drain_seconds, 0, 600},
      {"audit-file", "FILE", kAudit, "The audit log; default: audit.log in the data directory",
       &S::audit_file},
      {"audit-copies", "FILE|stdout|syslog,…", kAudit, "Copies of it", &S::audit_copies},
      {"audit-policy", "all|any", kAudit, "How many of them must take a record", &S::audit_policy},
      {"audit-rotate-mib", "MIB", kAudit, "The size at which a file begins anew; 0: never",
       &S::audit_rotate_mib, 0, kMaxMib},
      {"log-level", "info|warn|error", kProcess, "What is logged to standard error", &S::log_level},
      {"user", "NAME", kProcess, "Who to become once the ports are taken; needs root", &S::user},
      {"lock-memory", "no|try|require", kProcess, "Keep all memory out of swap; secrets always are",
       &S::lock_memory},
  };
  return rows;
}

core::Error Invalid(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "InvalidSetting", std::move(message)};
}

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// "takes `all` or `any`, not `x`".
core::Error NotOneOf(const std::vector<std::string>& choices, std::string_view text) {
  std::string message = "takes ";
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) message += i + 1 == choices.size() ? " or " : ", ";
    message.append("`").append(choices[i]).append("`");
  }
  return Invalid(message + ", not `" + std::string(text) + "`");
}

bool IsChoice(std::string_view type) {
  return type.find('|') != std::string_view::npos &&
         std::ranges::none_of(type, [](char c) { return c >= 'A' && c <= 'Z'; });
}

core::Result<void> CheckText(const Setting& setting, const std::string& text) {
  // A control character in a path or name is a mistake, and would break what --print-config writes.
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(text, control)) return Invalid("holds a control character");
  if (!core::IsUtf8(text)) return Invalid("is not UTF-8");
  const std::string_view type = setting.type;
  if (IsChoice(type)) {
    const std::vector<std::string> choices = Split(type, '|');
    if (!text.empty() && std::ranges::find(choices, text) == choices.end()) {
      return NotOneOf(choices, text);
    }
  }
  if (type == "ADDR:PORT" && !text.empty()) {
    if (auto parsed = ParseEndpoint(text); !parsed) return parsed.error();
  }
  if (type == "ID" && !text.empty()) {
    if (!core::IsAccountId(text)) return Invalid("takes 12 digits");
  }
  return {};
}

core::Result<void> CheckNumber(const Setting& setting, std::int64_t number) {
  if (number >= setting.least && number <= setting.most) return {};
  return Invalid("takes " + std::to_string(setting.least) + " to " + std::to_string(setting.most));
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// A value in TOML; "" when there is none.
struct RenderValue {
  const Settings& settings;

  std::string operator()(Setting::Text field) const {
    return (settings.*field).empty() ? "" : Quoted(settings.*field);
  }
  std::string operator()(Setting::Flag field) const { return settings.*field ? "true" : "false"; }
  std::string operator()(Setting::Number field) const { return std::to_string(settings.*field); }
  std::string operator()(Setting::Texts field) const {
    std::string list;
    for (const std::string& text : settings.*field) {
      list += (list.empty() ? "[" : ", ") + Quoted(text);
    }
    return list.empty() ? "" : list + "]";
  }
};

// Each puts a text into a member of its type.
struct TakeText {
  std::string_view text;
  Settings& settings;

  core::Result<void> operator()(Setting::Text field) const {
    settings.*field = text;
    return {};
  }
  core::Result<void> operator()(Setting::Flag field) const {
    if (text != "true" && text != "false") return NotOneOf({"true", "false"}, text);
    settings.*field = text == "true";
    return {};
  }
  core::Result<void> operator()(Setting::Number field) const {
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end != text.data() + text.size()) {
      return Invalid("takes a number, not `" + std::string(text) + "`");
    }
    settings.*field = number;
    return {};
  }
  core::Result<void> operator()(Setting::Texts field) const {
    settings.*field = Split(text, ',');
    return {};
  }
};

}  // namespace

std::span<const Setting> SettingTable() { return Rows(); }

std::string VariableName(const Setting& setting) {
  std::string name = "KEYWARD_";
  for (const char c : std::string_view(setting.name)) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

core::Result<Endpoint> ParseEndpoint(std::string_view text) {
  const core::Error wrong =
      Invalid("takes an address and a port, as in `127.0.0.1:8080` or `[::1]:8080`, not `" +
              std::string(text) + "`");
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.find(':') != std::string_view::npos) {
    return wrong;
  }
  Endpoint endpoint{std::string(address), 0};
  const auto [end, bad] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  const bool whole = bad == std::errc() && end == port.data() + port.size() && !port.empty();
  if (!whole || address.empty()) return wrong;
  return endpoint;
}

core::Result<void> SetFromText(const Setting& setting, std::string_view text, Settings& settings) {
  if (text.empty()) return Invalid("needs a value");
  core::Result<void> taken = std::visit(TakeText{text, settings}, setting.field);
  if (!taken) return taken;
  return CheckValue(setting, settings);
}

core::Result<void> CheckValue(const Setting& setting, const Settings& settings) {
  if (const auto* text = std::get_if<Setting::Text>(&setting.field)) {
    return CheckText(setting, settings.**text);
  }
  if (const auto* number = std::get_if<Setting::Number>(&setting.field)) {
    return CheckNumber(setting, settings.**number);
  }
  if (const auto* texts = std::get_if<Setting::Texts>(&setting.field)) {
    for (const std::string& text : settings.**texts) {
      if (text.empty()) return Invalid("holds an empty value");
      if (auto checked = CheckText(setting, text); !checked) return checked;
    }
  }
  return {};
}

core::Result<void> CheckTogether(const Settings& settings) {
  if (settings.data_dir.empty()) return Invalid("data-dir is needed");
  if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
    return Invalid("tls-certificate and tls-key need each other");
  }
  if (settings.grpc.empty() &&
      (!settings.grpc_client_ca.empty() || !settings.grpc_principals.empty())) {
    return Invalid("grpc-client-ca and grpc-principals need grpc");
  }
  for (const std::string& principal : settings.grpc_principals) {
    if (principal.find("=arn:") == std::string::npos) {
      return Invalid("grpc-principals takes `URI:NAME=ARN` and `DNS:NAME=ARN`, not `" + principal +
                     "`");
    }
  }
  const bool tls = !settings.tls_certificate.empty();
  if (settings.dev_tls && !settings.dev) return Invalid("dev-tls needs dev");
  if (settings.dev_tls && tls) return Invalid("dev-tls and tls-certificate exclude each other");
  if (!tls && !settings.dev) {
    return Invalid("tls-certificate and tls-key are needed; only dev serves plaintext");
  }
  if (settings.dev && (settings.seal == "passphrase" || !settings.passphrase_file.empty())) {
    return Invalid("dev has a key file of its own: leave out seal and passphrase-file");
  }
  return {};
}

std::string RenderToml(const Settings& settings) {
  std::string text;
  for (const Setting& setting : SettingTable()) {
    const std::string value = std::visit(RenderValue{settings}, setting.field);
    text.append("# ").append(setting.description).append("\n");
    if (value.empty()) {
      text.append("# ").append(setting.name).append(" is not set\n");
    } else {
      text.append(setting.name).append(" = ").append(value).append("\n");
    }
  }
  return text;
}

}  // namespace keyward::server::config
