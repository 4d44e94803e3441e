/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.zmqtt.spring.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.listener.MqttListenerTimer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of listeners: what waits for each, whether it runs, and how long it takes. Needs
 * Micrometer on the class path.
 */
public final class MqttListenerMetrics implements MeterBinder, MqttListenerTimer {

	private final MqttListenerRegistry listeners;

	private final ToDoubleFunction<String> deadLetters;

	private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Timer>> timers = new ConcurrentHashMap<>();

	private volatile @Nullable MeterRegistry registry;

	/**
	 * Create meters of all listeners, of those too that come later.
	 * @param listeners the listeners
	 */
	public MqttListenerMetrics(MqttListenerRegistry listeners) {
		this(listeners, (listenerId) -> 0);
	}

	/**
	 * Create meters of all listeners, of those too that come later.
	 * @param listeners the listeners
	 * @param deadLetters returns how many messages of a listener were published as dead
	 * letters, by its id
	 * @see io.zmqtt.spring.listener.DeadLetterPublishingRecoverer#published(String)
	 */
	public MqttListenerMetrics(MqttListenerRegistry listeners, ToDoubleFunction<String> deadLetters) {
		this.listeners = listeners;
		this.deadLetters = deadLetters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registry = registry;
		this.listeners.watch((container) -> this.meters.put(container.id(), bind(container, registry)),
				(container) -> remove(container, registry));
	}

	private List<Meter> bind(MqttListenerContainer container, MeterRegistry registry) {
		Tags tags = Tags.of("listener", container.id());
		return List.of(
				Gauge.builder("zmqtt.listener.pending", container, MqttListenerContainer::pending)
					.description("Messages that wait for the listener, or are with it")
					.baseUnit("messages")
					.tags(tags)
					.register(registry),
				Gauge.builder("zmqtt.listener.buffer.fill", container, MqttListenerContainer::bufferFill)
					.description("How full the buffer of the listener is, from 0 to 1")
					.tags(tags)
					.register(registry),
				FunctionCounter.builder("zmqtt.listener.dead-letters", container.id(), this.deadLetters)
					.description("Messages of the listener that were published as dead letters")
					.baseUnit("messages")
					.tags(tags)
					.register(registry),
				Gauge.builder("zmqtt.listener.running", container, (listener) -> listener.isRunning() ? 1 : 0)
					.description("Whether the listener runs")
					.tags(tags)
					.register(registry),
				Gauge.builder("zmqtt.listener.paused", container, (listener) -> listener.isPaused() ? 1 : 0)
					.description("Whether the listener is paused")
					.tags(tags)
					.register(registry));
	}

	private void remove(MqttListenerContainer container, MeterRegistry registry) {
		List<Meter> removed = this.meters.remove(container.id());
		if (removed != null) {
			removed.forEach(registry::remove);
		}
		Map<String, Timer> timers = this.timers.remove(container.id());
		if (timers != null) {
			timers.values().forEach(registry::remove);
		}
	}

	@Override
	public void onHandled(String listenerId, long nanos, @Nullable Throwable failure) {
		MeterRegistry registry = this.registry;
		if (registry != null) {
			this.timers.computeIfAbsent(listenerId, (id) -> new ConcurrentHashMap<>())
				.computeIfAbsent((failure != null) ? failure.getClass().getSimpleName() : "none",
						(exception) -> timer(listenerId, exception, registry))
				.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	private static Timer timer(String listenerId, String exception, MeterRegistry registry) {
		return Timer.builder("zmqtt.listener.handling")
			.description("Time until a listener is done with a message, attempts and recovery included")
			.tags("listener", listenerId, "exception", exception)
			.register(registry);
	}

}
