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
}

# Policies that find something, about which resources we leave to the packs' own tests.
FINDING = {"one-instance-per-meta-id", "no-duplicate-destinations", "destination-source-enabled"}

# Not to be judged: the source's settings do not say whether it blocks events.
UNDECIDED = ("blocked-events-have-a-target", ["kioskProd8Dj2"])

# A source that is as it should be, and whose blocked events go here.
HEALTHY_SOURCE, ITS_TARGET = "webProd4Xk9", "sinkProd9Ua4"
BROKEN_POLICY = "blocked-events-have-a-target"


def unset_target(simulator, source=HEALTHY_SOURCE):
    """Somebody switches the forwarding of blocked events off."""
    simulator.patch("source_settings", source, change={"settings": {"forwardingBlockedEventsTo": None}})


def set_target(simulator, source=HEALTHY_SOURCE, target=ITS_TARGET):
    simulator.patch("source_settings", source, change={"settings": {"forwardingBlockedEventsTo": target}})


def missing_from(found):
    """What is planted and not among these (policy, resource id) pairs; empty when all is found."""
    pairs = {(policy, resource) for policy, resources in PLANTED.items() for resource in resources}
    return sorted(pairs - set(found)) + sorted(FINDING - {policy for policy, _ in found})
