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

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.FakeMqttClient.FakeSubscription;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The value of every meter of a listener.
 */
class MqttListenerMetricsTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final MqttListenerRegistry listeners = new MqttListenerRegistry();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MqttListenerMetrics metrics = new MqttListenerMetrics(this.listeners, (id) -> id.length());

	@BeforeEach
	void bind() {
		this.context.refresh();
		this.listeners.setApplicationContext(this.context);
		this.metrics.bindTo(this.registry);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void gaugesFollowTheListener() {
		MqttListenerContainer container = register("door");
		assertThat(gauge("zmqtt.listener.running")).isEqualTo(1);
		assertThat(gauge("zmqtt.listener.paused")).isZero();
		FakeSubscription subscription = this.client.subscriptions.get(0);
		subscription.buffered = 25;
		assertThat(gauge("zmqtt.listener.pending")).isEqualTo(25);
		assertThat(gauge("zmqtt.listener.buffer.fill")).isEqualTo(0.25);
		container.pause();
		assertThat(gauge("zmqtt.listener.paused")).isEqualTo(1);
		subscription.buffered = 0;
		container.stop();
		assertThat(gauge("zmqtt.listener.running")).isZero();
		assertThat(this.registry.get("zmqtt.listener.dead-letters").tag("listener", "door").functionCounter().count())
			.isEqualTo(4);
	}

	@Test
	void handlingIsTimedByItsFailure() {
		register("door");
		FakeSubscription subscription = this.client.subscriptions.get(0);
		subscription.deliver(TestMessage.of("home/door", "open"));
		subscription.deliver(TestMessage.of("home/door", "closed"));
		subscription.deliver(TestMessage.of("home/door", "broken"));
		assertThat(timer("none").count()).isEqualTo(2);
		assertThat(timer("IllegalStateException").count()).isEqualTo(1);
		this.metrics.onHandled("door", 3_000_000, new Error());
		assertThat(timer("Error").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
	}

	@Test
	void nothingIsLeftOfAListenerThatWasRemoved() {
		register("door");
		register("window");
		for (FakeSubscription subscription : this.client.subscriptions) {
			subscription.deliver(TestMessage.of("home/x", "open"));
		}
		int both = this.registry.getMeters().size();
		this.listeners.remove("door");
		assertThat(this.registry.getMeters()).hasSize(both / 2)
			.allMatch((meter) -> "window".equals(meter.getId().getTag("listener")));
		register("door");
		this.client.subscriptions.get(2).deliver(TestMessage.of("home/x", "open"));
		assertThat(timer("none").count()).isEqualTo(1);
		assertThat(this.registry.getMeters()).hasSize(both);
	}

	@Test
	void nothingIsTimedWithoutARegistry() {
		new MqttListenerMetrics(this.listeners).onHandled("door", 1, null);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	private Timer timer(String exception) {
		return this.registry.get("zmqtt.listener.handling").tags("listener", "door", "exception", exception).timer();
	}

	private double gauge(String name) {
		return this.registry.get(name).tag("listener", "door").gauge().value();
	}

	private MqttListenerContainer register(String id) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);
		factory.setBufferSize(100);
		factory.setRetryPolicy(RetryPolicy.withMaxRetries(0));
		factory.setTimer(this.metrics);
		return this.listeners.register(MqttListenerEndpoint.builder(id).topics("home/+").handler((message) -> {
			if (message.text().equals("broken")) {
				throw new IllegalStateException("broken");
			}
		}).build(), factory);
	}

}
