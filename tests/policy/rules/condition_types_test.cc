// SPDX-License-Identifier: Apache-2.0
//
// Rules 31 and 32: what each type of operator compares.
#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

class ConditionType : public testing::TestWithParam<ConditionCase> {};
TEST_P(ConditionType, HoldsOrNot) { CheckCondition(GetParam()); }

// One operator, one JSON value (or list), one JSON context value.
ConditionCase Row(std::string_view name, std::string_view op, std::string_view value,
                  std::string_view context, Truth truth) {
  return {name, Keep("{\"" + std::string(op) + "\":{\"a:k\":" + std::string(value) + "}}"),
          Keep("{\"a:k\":" + std::string(context) + "}"), truth, ""};
}

constexpr Truth kYes = Truth::kTrue;
constexpr Truth kNo = Truth::kFalse;
constexpr Truth kUndefined = Truth::kUndefined;

const ConditionCase kStrings[] = {
    Row("R31_EqualsStarIsLiteral", "StringEquals", R"("a*")", R"("ab")", kNo),
    Row("R31_EqualsStarMatchesAStar", "StringEquals", R"("a*")", R"("a*")", kYes),
    Row("R31_EqualsQuestionMarkIsLiteral", "StringEquals", R"("a?")", R"("ab")", kNo),
    Row("R31_EqualsEmpty", "StringEquals", R"("")", R"("")", kYes),
    Row("R31_EqualsEmptyOther", "StringEquals", R"("")", R"(" ")", kNo),
    Row("R31_EqualsANumberAsText", "StringEquals", "1", R"("1")", kYes),
    Row("R31_EqualsANumberAsTextOther", "StringEquals", "1", R"("1.0")", kNo),
    Row("R31_EqualsABooleanAsText", "StringEquals", "true", R"("true")", kYes),
    Row("R31_IgnoreCaseStarIsLiteral", "StringEqualsIgnoreCase", R"("A*")", R"("ab")", kNo),
    Row("R31_IgnoreCaseLonger", "StringEqualsIgnoreCase", R"("ab")", R"("ABC")", kNo),
    Row("R31_LikeStar", "StringLike", R"("*.example.com")", R"("a.b.example.com")", kYes),
    Row("R31_LikeStarOther", "StringLike", R"("*.example.com")", R"("example.com")", kNo),
    Row("R31_LikeStarMatchesEmpty", "StringLike", R"("*")", R"("")", kYes),
    Row("R31_LikeStarCrossesColonsAndSlashes", "StringLike", R"("a*z")", R"("a:/:z")", kYes),
    Row("R31_LikeQuestionMark", "StringLike", R"("a?c")", R"("abc")", kYes),
    Row("R31_LikeQuestionMarkIsOne", "StringLike", R"("a?c")", R"("ac")", kNo),
    Row("R31_LikeCaseMatters", "StringLike", R"("A*")", R"("ab")", kNo),
    Row("R31_LikeWholeText", "StringLike", R"("b")", R"("abc")", kNo),
};
INSTANTIATE_TEST_SUITE_P(Strings, ConditionType, testing::ValuesIn(kStrings),
                         CaseName<ConditionCase>);

const ConditionCase kNumbers[] = {
    Row("R31_NumberUnquoted", "NumericEquals", "5", R"("5")", kYes),
    Row("R31_NumberExponent", "NumericEquals", R"("1e3")", R"("1000")", kYes),
    Row("R31_NumberFraction", "NumericEquals", R"("0.10")", R"("0.1")", kYes),
    Row("R31_NumberNegativeZero", "NumericEquals", R"("-0")", R"("0")", kYes),
    Row("R31_NumberNegativeIsLess", "NumericLessThan", R"("-1")", R"("-2")", kYes),
    Row("R31_NumberOrderIsNotThatOfText", "NumericLessThan", R"("10")", R"("9")", kYes),
    Row("R31_NumberExactAtInt64Max", "NumericEquals", R"("9223372036854775807")",
        R"("9223372036854775806")", kNo),
    Row("R31_NumberExactAtInt64MaxLess", "NumericLessThan", R"("9223372036854775807")",
        R"("9223372036854775806")", kYes),
    Row("R31_NumberExactAtInt64Min", "NumericGreaterThan", R"("-9223372036854775808")",
        R"("-9223372036854775807")", kYes),
    Row("R31_NumberExactAtUint64Max", "NumericEquals", R"("18446744073709551615")",
        R"("18446744073709551614")", kNo),
    Row("R31_NumberExactUnquoted", "NumericEquals", "9007199254740993", R"("9007199254740992")",
        kNo),
    Row("R31_NumberExactUnquotedSame", "NumericEquals", "9007199254740993", R"("9007199254740993")",
        kYes),
    Row("R31_NumberIsNoneWithLetters", "NumericEquals", "10", R"("10abc")", kUndefined),
    Row("R31_NumberIsNoneNegated", "NumericNotEquals", "10", R"("10abc")", kUndefined),
    Row("R31_NumberIsNoneLess", "NumericLessThan", "11", R"("10abc")", kUndefined),
    Row("R31_NumberIsNoneIfExists", "NumericEqualsIfExists", "10", R"("ten")", kUndefined),
    Row("R31_NumberIsNoneEmpty", "NumericEquals", "0", R"("")", kUndefined),
    Row("R31_NumberIsNoneWithSpace", "NumericEquals", "1", R"(" 1")", kUndefined),
    Row("R31_NumberIsNoneHexadecimal", "NumericEquals", "16", R"("0x10")", kUndefined),
    Row("R31_NumberIsNoneNaN", "NumericNotEquals", "1", R"("NaN")", kUndefined),
    Row("R31_NumberIsNoneInfinity", "NumericGreaterThan", "1", R"("Infinity")", kUndefined),
    Row("R31_NumberIsNoneWithComma", "NumericEquals", "1000", R"("1,000")", kUndefined),
};
INSTANTIATE_TEST_SUITE_P(Numbers, ConditionType, testing::ValuesIn(kNumbers),
                         CaseName<ConditionCase>);

const ConditionCase kDates[] = {
    Row("R31_DateYear", "DateEquals", R"("2024")", R"("2024-01-01T00:00:00Z")", kYes),
    Row("R31_DateFourDigitsAreAYear", "DateEquals", R"("1970-01-01T00:33:44Z")", R"("2024")", kNo),
    Row("R31_DateFiveDigitsAreSeconds", "DateEquals", R"("1970-01-01T02:46:40Z")", R"("10000")",
        kYes),
    Row("R31_DateThreeDigitsAreSeconds", "DateEquals", R"("1970-01-01T00:01:40Z")", R"("100")",
        kYes),
    Row("R31_DateYearAndMonth", "DateEquals", R"("2024-03")", R"("2024-03-01T00:00Z")", kYes),
    Row("R31_DateDay", "DateEquals", R"("2024-03-05")", R"("2024-03-05T00:00:00Z")", kYes),
    Row("R31_DateMinutes", "DateEquals", R"("2024-03-05T12:30Z")", R"("2024-03-05T12:30:00Z")",
        kYes),
    Row("R31_DateSeconds", "DateEquals", R"("2024-03-05T12:30:01Z")", R"("2024-03-05T12:30:00Z")",
        kNo),
    Row("R31_DateFraction", "DateEquals", R"("2024-03-05T12:30:00.5Z")",
        R"("2024-03-05T12:30:00.50Z")", kYes),
    Row("R31_DateFractionIsLater", "DateGreaterThan", R"("2024-03-05T12:30:00Z")",
        R"("2024-03-05T12:30:00.001Z")", kYes),
    Row("R31_DateOffsetEast", "DateEquals", R"("2024-03-05T12:30:00+02:00")",
        R"("2024-03-05T10:30:00Z")", kYes),
    Row("R31_DateOffsetWest", "DateEquals", R"("2024-03-05T12:30:00-05:30")",
        R"("2024-03-05T18:00:00Z")", kYes),
    Row("R31_DateEpochEqualsIso", "DateEquals", R"("2024-01-01T00:00:00Z")", R"("1704067200")",
        kYes),
    Row("R31_DateIsoEqualsEpoch", "DateEquals", R"("1704067200")", R"("2024-01-01")", kYes),
    Row("R31_DateEpochUnquoted", "DateEquals", "1704067200", R"("2024-01-01")", kYes),
    Row("R31_DateEpochOther", "DateLessThan", R"("2024-01-01T00:00:00Z")", R"("1704067199")", kYes),
    Row("R31_DateLeapDay", "DateLessThan", R"("2024-03-01")", R"("2024-02-29")", kYes),
    Row("R31_DateIsNoneLeapDay", "DateLessThan", R"("2024-03-01")", R"("2023-02-29")", kUndefined),
    Row("R31_DateIsNone", "DateEquals", R"("2024-03-01")", R"("yesterday")", kUndefined),
    Row("R31_DateIsNoneNegated", "DateNotEquals", R"("2024-03-01")", R"("2024-13-01")", kUndefined),
    Row("R31_DateIsNoneWithoutZone", "DateEquals", R"("2024-03-01")", R"("2024-03-01T00:00:00")",
        kUndefined),
    Row("R31_DateIsNoneEmpty", "DateEquals", R"("2024")", R"("")", kUndefined),
};
INSTANTIATE_TEST_SUITE_P(Dates, ConditionType, testing::ValuesIn(kDates), CaseName<ConditionCase>);

const ConditionCase kOthers[] = {
    Row("R31_BoolAnyCaseInThePolicy", "Bool", R"("TRUE")", R"("true")", kYes),
    Row("R31_BoolAnyCaseInTheContext", "Bool", R"("false")", R"("False")", kYes),
    Row("R31_BoolUnquoted", "Bool", "true", R"("true")", kYes),
    Row("R31_BoolOther", "Bool", "false", R"("true")", kNo),
    Row("R31_BoolIsNone", "Bool", "true", R"("yes")", kUndefined),
    Row("R31_BoolIsNoneDigit", "Bool", "true", R"("1")", kUndefined),
    Row("R31_BoolIsNoneEmpty", "BoolIfExists", "false", R"("")", kUndefined),
    Row("R31_BinarySame", "BinaryEquals", R"("AAECAw==")", R"("AAECAw==")", kYes),
    Row("R31_BinaryCaseMatters", "BinaryEquals", R"("QUJD")", R"("qujd")", kNo),
    Row("R31_BinaryEmpty", "BinaryEquals", R"("")", R"("")", kYes),
    Row("R31_BinaryIsNone", "BinaryEquals", R"("QUJD")", R"("Q*JD")", kUndefined),
    Row("R31_BinaryIsNoneUnpadded", "BinaryEquals", R"("QQ==")", R"("QQ")", kUndefined),
    Row("R31_ArnStarInASegment", "ArnLike", R"("arn:aws:iam::1111*:role/ops")",
        R"("arn:aws:iam::111122223333:role/ops")", kYes),
    Row("R31_ArnEqualsTakesWildcards", "ArnEquals", R"("arn:aws:iam::*:role/o?s")",
        R"("arn:aws:iam::111122223333:role/ops")", kYes),
    Row("R31_ArnStarStaysInItsSegment", "ArnLike", R"("arn:aws:sns:*:jobs")",
        R"("arn:aws:sns:us-east-1:111122223333:jobs")", kNo),
    Row("R31_ArnEqualsStarStaysInItsSegment", "ArnEquals", R"("arn:aws:*:jobs")",
        R"("arn:aws:sns:us-east-1:111122223333:jobs")", kNo),
    Row("R31_ArnStarForASegment", "ArnLike", R"("arn:aws:sns:*:*:jobs")",
        R"("arn:aws:sns:us-east-1:111122223333:jobs")", kYes),
    Row("R31_ArnQuestionMarkIsNoColon", "ArnLike", R"("arn:aws:s3?::b")", R"("arn:aws:s3:::b")",
        kNo),
    Row("R31_ArnCaseMatters", "ArnEquals", R"("arn:aws:s3:::B")", R"("arn:aws:s3:::b")", kNo),
    Row("R31_ArnOtherPartition", "ArnEquals", R"("arn:aws:s3:::b")", R"("arn:aws-cn:s3:::b")", kNo),
    Row("R31_ArnBareStarMatchesAny", "ArnLike", R"("*")",
        R"("arn:aws:sns:us-east-1:111122223333:a:b")", kYes),
    Row("R31_ArnEqualsBareStarMatchesAny", "ArnEquals", R"("*")", R"("arn:aws:s3:::b")", kYes),
    Row("R31_ArnNotLikeBareStar", "ArnNotLike", R"("*")", R"("arn:aws:s3:::b")", kNo),
    Row("R31_ArnStarAtTheEndOfTheResource", "ArnLike",
        R"("arn:aws:logs:us-east-1:111122223333:log-group:*")",
        R"("arn:aws:logs:us-east-1:111122223333:log-group:a:b")", kYes),
    Row("R31_ArnIncompleteMatchesNone", "ArnLike", R"("arn:aws:s3")", R"("arn:aws:s3:::b")", kNo),
    Row("R31_ArnIncompleteNegated", "ArnNotLike", R"("arn:aws:s3")", R"("arn:aws:s3:::b")", kYes),
    Row("R31_ArnIsNone", "ArnLike", R"("*")", R"("bucket")", kUndefined),
    Row("R31_ArnIsNoneNegated", "ArnNotEquals", R"("arn:aws:s3:::b")", R"("bucket")", kUndefined),
};
INSTANTIATE_TEST_SUITE_P(Others, ConditionType, testing::ValuesIn(kOthers),
                         CaseName<ConditionCase>);

ConditionCase Ip(std::string_view name, std::string_view network, std::string_view address,
                 Truth truth) {
  return Row(name, "IpAddress", Keep("\"" + std::string(network) + "\""),
             Keep("\"" + std::string(address) + "\""), truth);
}

const ConditionCase kAddresses[] = {
    Ip("R32_V4InNetwork", "203.0.113.0/24", "203.0.113.255", kYes),
    Ip("R32_V4OutOfNetwork", "203.0.113.0/24", "203.0.112.255", kNo),
    Ip("R32_V4OddPrefix", "10.128.0.0/9", "10.255.0.1", kYes),
    Ip("R32_V4OddPrefixOther", "10.128.0.0/9", "10.127.255.255", kNo),
    Ip("R32_V4HostBitsAreIgnored", "203.0.113.77/24", "203.0.113.1", kYes),
    Ip("R32_V4BareIsOneAddress", "203.0.113.7", "203.0.113.7", kYes),
    Ip("R32_V4BareIsNoOther", "203.0.113.7", "203.0.113.8", kNo),
    Ip("R32_V4Slash32", "203.0.113.7/32", "203.0.113.7", kYes),
    Ip("R32_V4All", "0.0.0.0/0", "203.0.113.7", kYes),
    Ip("R32_V4AllIsNoV6", "0.0.0.0/0", "2001:db8::1", kNo),
    Ip("R32_V4AllIsNotEvenTheV6Loopback", "0.0.0.0/0", "::1", kNo),
    Ip("R32_V6All", "::/0", "2001:db8::1", kYes),
    Ip("R32_V6AllIsNoV4", "::/0", "203.0.113.7", kNo),
    Ip("R32_V6InNetwork", "2001:db8:1234::/48", "2001:db8:1234:ffff::1", kYes),
    Ip("R32_V6OutOfNetwork", "2001:db8:1234::/48", "2001:db8:1235::1", kNo),
    Ip("R32_V6OddPrefix", "2001:db8::/33", "2001:db8:7fff::1", kYes),
    Ip("R32_V6OddPrefixOther", "2001:db8::/33", "2001:db8:8000::1", kNo),
    Ip("R32_V6BareIsOneAddress", "2001:db8::1", "2001:db8::1", kYes),
    Ip("R32_V6BareIsNoOther", "2001:db8::1", "2001:db8::2", kNo),
    Ip("R32_V6Slash128", "2001:db8::1/128", "2001:db8::1", kYes),
    Ip("R32_V6LongSpelling", "2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001", kYes),
    Ip("R32_V6UpperCase", "2001:db8::ab", "2001:DB8::AB", kYes),
    Ip("R32_V6OtherCompression", "2001:db8:0:0:1::1", "2001:db8::1:0:0:1", kYes),
    Ip("R32_V6LongSpellingInThePolicy", "2001:0DB8:0000::0001/128", "2001:db8::1", kYes),
    Ip("R32_MappedEqualsItsV4", "203.0.113.0/24", "::ffff:203.0.113.7", kYes),
    Ip("R32_MappedInHexEqualsItsV4", "203.0.113.0/24", "::ffff:cb00:7107", kYes),
    Ip("R32_MappedInThePolicy", "::ffff:203.0.113.7", "203.0.113.7", kYes),
    Ip("R32_MappedNetworkInThePolicy", "::ffff:203.0.113.0/120", "203.0.113.7", kYes),
    Ip("R32_MappedOther", "203.0.113.0/24", "::ffff:203.0.114.7", kNo),
    Ip("R32_MappedMatchesAllV4", "0.0.0.0/0", "::ffff:203.0.113.7", kYes),
    Ip("R32_CompatibleIsNotMapped", "203.0.113.7", "::203.0.113.7", kNo),
    Ip("R32_BareV4IsNoV6", "203.0.113.7", "2001:db8::1", kNo),
    Row("R32_NotIpAcrossVersions", "NotIpAddress", R"("0.0.0.0/0")", R"("2001:db8::1")", kYes),
    Row("R32_NotIpInside", "NotIpAddress", R"("203.0.113.0/24")", R"("::ffff:203.0.113.7")", kNo),
    Row("R32_SeveralNetworks", "IpAddress", R"(["10.0.0.0/8","2001:db8::/32"])", R"("2001:db8::1")",
        kYes),
    Ip("R32_AddressIsNone", "0.0.0.0/0", "localhost", kUndefined),
    Ip("R32_AddressIsNoneLeadingZero", "0.0.0.0/0", "203.0.113.007", kUndefined),
    Ip("R32_AddressIsNoneFiveParts", "0.0.0.0/0", "203.0.113.7.1", kUndefined),
    Ip("R32_AddressIsNoneZone", "::/0", "fe80::1%eth0", kUndefined),
    Row("R32_AddressIsNoneNegated", "NotIpAddress", R"("10.0.0.0/8")", R"("300.1.1.1")",
        kUndefined),
};
INSTANTIATE_TEST_SUITE_P(Addresses, ConditionType, testing::ValuesIn(kAddresses),
                         CaseName<ConditionCase>);

class ConditionValue : public testing::TestWithParam<DocumentCase> {};
TEST_P(ConditionValue, IsAcceptedOrRefused) { CheckDocument(GetParam()); }

DocumentCase Value(std::string_view name, std::string_view op, std::string_view value,
                   bool accepted) {
  const std::string text = R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{")" +
                           std::string(op) + R"(":{"a:k":)" + std::string(value) + "}}}";
  DocumentCase row{name, PolicyKind::kIdentity, Keep(WholeDocument(text)), "", "", ""};
  if (accepted) return row;
  row.error = "MalformedPolicyDocument";
  row.pointer = Keep("/Statement/Condition/" + std::string(op) + "/a:k");
  row.reason = op;
  return row;
}

const DocumentCase kValues[] = {
    Value("R31_PolicyNumber", "NumericEquals", R"("10")", true),
    Value("R31_PolicyNumberWithLetters", "NumericEquals", R"("10abc")", false),
    Value("R31_PolicyNumberEmpty", "NumericLessThan", R"("")", false),
    Value("R31_PolicyNumberBoolean", "NumericEquals", "true", false),
    Value("R31_PolicyNumberPlus", "NumericEquals", R"("+1")", false),
    Value("R31_PolicyDate", "DateEquals", R"("2024-01-01T00:00:00.123Z")", true),
    Value("R31_PolicyDateMonth13", "DateEquals", R"("2024-13-01")", false),
    Value("R31_PolicyDateDay30OfFebruary", "DateLessThan", R"("2024-02-30")", false),
    Value("R31_PolicyDateWords", "DateGreaterThan", R"("today")", false),
    Value("R31_PolicyBool", "Bool", R"("True")", true),
    Value("R31_PolicyBoolYes", "Bool", R"("yes")", false),
    Value("R31_PolicyBoolNumber", "Bool", "1", false),
    Value("R31_PolicyNullWord", "Null", R"("null")", false),
    Value("R31_PolicyBinary", "BinaryEquals", R"("QUJDRA==")", true),
    Value("R31_PolicyBinaryNone", "BinaryEquals", R"("not base64")", false),
    Value("R32_PolicyNetwork", "IpAddress", R"("10.0.0.0/8")", true),
    Value("R32_PolicyNetworkV6", "IpAddress", R"("2001:db8::/32")", true),
    Value("R32_PolicyPrefix33", "IpAddress", R"("10.0.0.0/33")", false),
    Value("R32_PolicyPrefix129", "NotIpAddress", R"("2001:db8::/129")", false),
    Value("R32_PolicyPrefixEmpty", "IpAddress", R"("10.0.0.0/")", false),
    Value("R32_PolicyPrefixNegative", "IpAddress", R"("10.0.0.0/-1")", false),
    Value("R32_PolicyPrefixWord", "IpAddress", R"("10.0.0.0/eight")", false),
    Value("R32_PolicyPrefixMask", "IpAddress", R"("10.0.0.0/255.0.0.0")", false),
    Value("R32_PolicyAddressShort", "IpAddress", R"("10.0.0/24")", false),
    Value("R32_PolicyAddress256", "IpAddress", R"("10.0.0.256")", false),
    Value("R32_PolicyAddressStar", "IpAddress", R"("*")", false),
    Value("R32_PolicyAddressTwoCompressions", "IpAddress", R"("2001::db8::1")", false),
    Value("R32_PolicyAddressEmpty", "IpAddress", R"("")", false),
};
INSTANTIATE_TEST_SUITE_P(Values, ConditionValue, testing::ValuesIn(kValues),
                         CaseName<DocumentCase>);

}  // namespace
}  // namespace keyward::policy::rules
