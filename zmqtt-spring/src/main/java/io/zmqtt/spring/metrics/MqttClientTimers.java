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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.zmqtt.QoS;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;

/**
 * Timers of what a client does. Set as
 * {@link io.zmqtt.MqttClientBuilder#observer(MqttClientObserver) observer} when the
 * client is built. Needs Micrometer on the class path.
 */
public final class MqttClientTimers implements MqttClientObserver {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Timer[] published;

	private final Timer ping;

	private final Timer lag;

	/**
	 * Create timers.
	 * @param registry the registry
	 * @param clientName the value of the tag {@code client}
	 */
	public MqttClientTimers(MeterRegistry registry, String clientName) {
		this.registry = registry;
		this.tags = Tags.of("client", clientName);
		this.published = new Timer[] { published(QoS.AT_MOST_ONCE, "none"), published(QoS.AT_LEAST_ONCE, "none"),
				published(QoS.EXACTLY_ONCE, "none") };
		this.ping = timer("zmqtt.ping", "Time until the broker answers a PINGREQ");
		this.lag = timer("zmqtt.network-thread.lag", "By how much the network thread is late");
	}

	private Timer timer(String name, String description) {
		return Timer.builder(name).description(description).tags(this.tags).register(this.registry);
	}

	private Timer published(QoS qos, String exception) {
		return Timer.builder("zmqtt.publish")
			.description("Time until a message is flushed (QoS 0) or acknowledged, or has failed")
			.tags(this.tags.and("qos", Integer.toString(qos.value()), "exception", exception))
			.register(this.registry);
	}

	@Override
	public void onPublished(QoS qos, long nanos, @Nullable Throwable failure) {
		Timer timer = (failure == null) ? this.published[qos.value()]
				: published(qos, failure.getClass().getSimpleName());
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void onPing(Duration roundTrip) {
		this.ping.record(roundTrip);
	}

	@Override
	public void onNetworkThreadLag(Duration lag) {
		this.lag.record(lag);
	}

}
