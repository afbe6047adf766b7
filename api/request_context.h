// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "api/authorizer.h"
#include "policy/match/context.h"

namespace keyward::api {

// Fills in the global condition keys that a request carries by itself: what follows from the caller
// (aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalType, aws:PrincipalTag/…, aws:userid,
// aws:username, aws:PrincipalIsAWSService, aws:TokenIssueTime, aws:MultiFactorAuthPresent,
// aws:MultiFactorAuthAge, aws:SourceIdentity, aws:FederatedProvider), from the transport
// (aws:SourceIp, aws:SecureTransport, aws:UserAgent, aws:RequestedRegion, aws:CurrentTime,
// aws:EpochTime) and from the target (aws:ResourceAccount, aws:ResourceTag/…).
//
// A key that does not apply is absent, as AWS has it: aws:MultiFactorAuthPresent is there for
// sessions only. Pure. Source: IAM User Guide, "AWS global condition context keys".
void FillContext(const Caller& caller, std::span<const Tag> principal_tags,
                 const Transport& transport, const Target& target, policy::match::Context& context);

void SetValue(const ContextValue& value, policy::match::Context& context);

}  // namespace keyward::api
