"""What is wrong on purpose in the simulator's workspace (tests/simulator/fixture)."""

# Policy to resources of which each must be found. Others may be found as well.
PLANTED = {
    "blocked-events-have-a-target": {"iosProd7Rw2"},
    "forwarding-target-exists": {"androidProd3Vm7"},
    "forwarding-target-enabled": {"iosStaging5Lt8"},
    "forwarding-not-to-itself": {"androidStaging9Cd4"},
    "forwarding-without-cycle": {"paymentsStaging2Qs9", "ordersStaging7Nb3", "ledgerStaging5Wx6"},
    "forwarding-has-effect": {"serverDev4Ky8"},
    "forwarding-within-environment": {"serverProd6Gf1"},
    "violations-have-a-target": {"kioskProd8Dj2"},
    "source-has-environment": {"crmImport6Mv1"},
    "production-source-has-tracking-plan": {"marketingProd1Fh7"},
    "tracking-plan-is-enforced": {"checkoutDev3Wr8"},
    "twin-sources-agree": {"checkoutDev3Wr8", "webAppStaging1Gv4"},
    "blocking-reaches-device-mode": {"checkoutProd7Tn2"},
    "rules-not-deprecated-in-use": {"tp_acmeWebShop8Kd"},
    "summary-meta-id-matches": {"icServerProd2Af9"},
    "credentials-not-shared-across-environments": {"hookCheckoutDev6Bq1"},
    "workspace-owner-count": {"acmeWorkspace5Jt8"},
    "roles-through-groups": {"5rTgZk1pQwFj"},
    "permissions-are-scoped": {"7jBwHd2kTqLs"},
    "group-permissions-are-scoped": {"grpSourceAdmins7Wq"},
    "invites-are-few": {"acmeWorkspace5Jt8"},
    "personal-data-stays-in-region": {"pixelWebApp8Xk2", "afIosProd2Kq5"},
    "plan-marks-personal-data": {"tp_acmeServer6Qw"},
    "function-code-holds-no-secret": {"dfnc_acmeLoyalty8Pw"},
    "destination-is-supported": {"pixelWebApp8Xk2"},
    "filters-are-enabled": {"gaWebProd1Kd8"},
}

# Policies that find something, about which resources we leave to the packs' own tests.
FINDING = {"one-instance-per-meta-id", "no-duplicate-destinations", "destination-source-enabled", "source-has-destination"}

# What cannot be judged at the first look, by policy.
UNDECIDED = {
    # the source's settings do not say whether it blocks events
    "blocked-events-have-a-target": {"kioskProd8Dj2"},
    "tracking-plan-is-enforced": {"kioskProd8Dj2"},
    # these block, and have a destination of a type that can run in either mode
    "blocking-reaches-device-mode": {"kioskProd8Dj2", "webStaging8Bn3", "webProd4Xk9", "androidProd3Vm7"},
    # one answer is not three
    "summaries-are-distinct": {"ampWebGrowth2Yv5", "ampWebProd6Tn1"},
    # their types name no region
    "personal-data-stays-in-region": {"fbWebProd4Lp9", "gaWebProd1Kd8", "hookServerProd5Vd8", "hubServerProd6Ly7",
                                      "s3ServerProd8Qj4", "slackWebProd8Hb2"},
    # the API shows no code of it
    "function-code-holds-no-secret": {"ifnt_acmeRetired1Yc"},
}

# A source that is as it should be, and whose blocked events go here.
HEALTHY_SOURCE, ITS_TARGET = "webProd4Xk9", "sinkProd9Ua4"
BROKEN_POLICY = "blocked-events-have-a-target"
# What unset_target opens: the state, which a repair ends, and what happened, which stands for a week.
BROKEN = (BROKEN_POLICY, "critical", "source", HEALTHY_SOURCE)
REMOVED = ("forwarding-not-removed", "high", "source", HEALTHY_SOURCE)


def unset_target(simulator, source=HEALTHY_SOURCE):
    """Somebody switches the forwarding of blocked events off."""
    simulator.patch("source_settings", source, change={"settings": {"forwardingBlockedEventsTo": None}})


def set_target(simulator, source=HEALTHY_SOURCE, target=ITS_TARGET):
    simulator.patch("source_settings", source, change={"settings": {"forwardingBlockedEventsTo": target}})


def missing_from(found):
    """What is planted and not among these (policy, resource id) pairs; empty when all is found."""
    pairs = {(policy, resource) for policy, resources in PLANTED.items() for resource in resources}
    return sorted(pairs - set(found)) + sorted(FINDING - {policy for policy, _ in found})


def undecided_in(document):
    """Resources that a check could not judge, by policy; None among them: the whole policy."""
    found = {}
    for unknown in document["unknown"]:
        found.setdefault(unknown["policy"], set()).update(unknown["resource_ids"] or [None])
    return found
