// SPDX-License-Identifier: Apache-2.0
#include "cli/store_stat.h"

#include "cli/store_command.h"
#include "store/local/inspect.h"

namespace keyward::cli {

ExitCode RunStoreStat(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto stat = store::local::ReadStat(args.data_dir);
  if (!stat) return Fail(err, stat.error());
  Fields keys;
  for (const auto& [number, records] : stat->records_by_data_key) {
    keys.push_back({std::to_string(number), "data key " + std::to_string(number), records});
  }
  return Answer(out,
                {{"revision", "revision", stat->revision},
                 {"records", "records", stat->records},
                 {"recordsByDataKey", "records by data key", std::move(keys)},
                 {"keyBytes", "bytes of keys", stat->key_bytes},
                 {"valueBytes", "bytes of sealed values", stat->value_bytes},
                 {"largestValueBytes", "bytes of the largest", stat->largest_value_bytes},
                 {"bytes", "bytes on disk", stat->bytes}},
                args);
}

}  // namespace keyward::cli
