#pragma once

#include <string>
#include <vector>

#include "agent/page_links.h"
#include "agent/workspace_state.h"

namespace segaudit::agent {

// Pieces of HTML about single violations and policies, for whatever page shows them. Pure.

// "critical" in a frame of its colour.
std::string severity_badge(const std::string& severity);

// "open", "pending", "waived", in a frame.
std::string state_badge(storage::ViolationState state);

enum class Told { resource, policy };  // what a page about the other one still has to tell

// One violation as a list item: what it is about, message, since when, by whom, evidence; of a waived one, its waiver
// (null: nothing is known about it).
std::string violation_item(const storage::Violation& violation, const PageLinks& links, Told told, storage::Time now,
                           const WaiverState* waiver = nullptr);

// Whose a violation's waiver is; null where none is among these.
const WaiverState* waiver_among(const std::vector<WaiverState>& waivers, const storage::Violation& violation);

// Remedy, and the way to all that is known about the policy.
std::string remedy_of(const rules::Policy& policy);

}  // namespace segaudit::agent
