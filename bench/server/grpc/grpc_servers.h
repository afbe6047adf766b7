// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace keyward::bench {

// Each serves plaintext on a free port of loopback until the process is killed. Prints the port
// and, on the same line, the access token to show, or `-`.

// One empty unary method, answered on gRPC's own thread: what the callback API costs by itself.
[[noreturn]] void ServeEmpty();
// The same, answered by a worker: what the hand-over to another thread costs beside it.
[[noreturn]] void ServeHanded();
// GetCallerIdentity as it is: token, directory in a sealed store, pipeline, audit record. Records
// go to memory that forgets them: what a sink costs is not measured here.
[[noreturn]] void ServeIdentity();

inline constexpr char kEmptyPath[] = "/keyward.bench.Empty/Call";
inline constexpr char kIdentityPath[] = "/keyward.sts.v1.TokenService/GetCallerIdentity";

}  // namespace keyward::bench
