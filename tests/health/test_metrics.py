"""Figures for Prometheus."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from receptionist.metrics import STAGES, Metrics


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """(name, values in the order of the labels' names…) → value, as Prometheus reads the page."""
    found = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            found[(sample.name, *(value for _, value in sorted(sample.labels.items())))] = sample.value
    return found


def test_calls_come_and_go_by_firm() -> None:
    metrics = Metrics()
    for tenant in ("bella", "bella", "brightsmile"):
        metrics.call_began(tenant)
    metrics.call_ended("bella", "caller_hung_up")
    found = samples(metrics)
    assert found["receptionist_calls_in_progress", "bella"] == 1
    assert found["receptionist_calls_in_progress", "brightsmile"] == 1
    assert found["receptionist_calls_total", "bella", "caller_hung_up"] == 1


def test_a_turn_is_counted_by_stage_with_a_border_at_the_aim() -> None:
    metrics = Metrics()
    metrics.turn_took("total", 0.85)
    metrics.turn_took("total", 1.1)
    metrics.turn_took("recognition", -0.001)  # a clock that was set back
    found = samples(metrics)
    assert found["receptionist_turn_seconds_bucket", "0.9", "total"] == 1
    assert found["receptionist_turn_seconds_count", "total"] == 2
    assert found["receptionist_turn_seconds_sum", "recognition"] == 0
    assert all(("receptionist_turn_seconds_count", stage) in found for stage in STAGES)


def test_failures_the_outbox_and_the_firms() -> None:
    metrics = Metrics()
    metrics.failed("WorkerDied")
    metrics.failed("WorkerDied")
    metrics.outbox({"sms": 3, "email": 0})
    metrics.outbox({"sms": 1, "email": 0})
    metrics.tenants(2, 1)
    found = samples(metrics)
    assert found["receptionist_failures_total", "WorkerDied"] == 2
    assert found["receptionist_outbox_queued", "sms"] == 1
    assert found["receptionist_tenants",] == 2
    assert found["receptionist_tenant_faults",] == 1


def test_two_servers_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.failed("x")
    assert ("receptionist_failures_total", "x") not in samples(other)
