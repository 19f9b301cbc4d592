#pragma once

#include "acts/plan_act.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace beihui::acts
{

// The key under which a request is carried out at most once, and the fingerprint of its bytes.
struct Once
{
    std::string key;           // Idempotency-Key; empty only for acts of the program itself
    std::string request_hash;  // hex SHA-256 of method, path and body
};

// What else is written in the transaction of an act, after its entry. A refusal undoes both.
using AlsoWritten = std::function<Result<void>(storage::WriteTxn&)>;

struct SubmitAct
{
    std::string number;                   // of the case
    std::optional<std::int64_t> version;  // If-Match: the version the person saw
    ActWanted wanted;
    std::shared_ptr<const std::string> bytes;  // of wanted.upload
    Once once;
    AlsoWritten also = {};
};

struct OpenCase
{
    CaseWanted wanted;
    ActWanted first;
    Once once;
    AlsoWritten also = {};
};

struct ActDone
{
    std::string case_id;
    std::string number;
    std::int64_t version = 0;
    std::string entry;  // uid
    Instant at;
    std::string document;   // id of the uploaded document, if any
    bool replayed = false;  // the answer of an earlier, equal request
};

// Carries out one act on a case: reads, decides, commits. Blocks; for the command line and tests.
// Refuses as plan_act does, and: not_found, stale (the case is not at `version` any more),
// invalid_input "idempotency_key_reused" (same key, another request).
Result<ActDone> submit_act(
    const Context& context,
    const accounts::Actor& actor,
    const SubmitAct& request
);
Result<ActDone> open_case(
    const Context& context,
    const accounts::Actor& actor,
    const OpenCase& request
);

// The answer that an equal request got before; none when there was none.
// Refuses: invalid_input "idempotency_key_reused".
Result<std::optional<ActDone>> earlier_answer(
    const Context& context,
    const accounts::Actor& actor,
    const Once& once
);

// Commits what was planned outside of the acts of a workflow, as submit_act does.
Result<ActDone> commit_plan(const Context& context, ActPlan plan, const Once& once);

// The same inside a transaction that is open, for many acts that are done together or not at all.
// `opens`: the plan opens a case, which gets its number now.
Result<ActDone> write_plan(storage::WriteTxn& txn, ActPlan plan, bool opens);

// The same for a server: decides on the workers and waits for the commit without blocking a thread,
// so that the acts of many connections share one commit.
boost::asio::awaitable<Result<ActDone>> submit_act_async(
    const Context& context,
    accounts::Actor actor,
    SubmitAct request
);
boost::asio::awaitable<Result<ActDone>> open_case_async(
    const Context& context,
    accounts::Actor actor,
    OpenCase request
);

}  // namespace beihui::acts
