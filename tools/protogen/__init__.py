# SPDX-License-Identifier: Apache-2.0
"""Parts of tools/build_proto.py: AWS service models in, .proto files out."""
