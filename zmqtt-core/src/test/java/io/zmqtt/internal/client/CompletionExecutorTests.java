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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.conformance.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a completion executor none of whose threads is free.
 */
class CompletionExecutorTests extends ScriptedTests {

	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

	@ParameterizedTest
	@EnumSource
	@Behaviour("U14")
	void noBlockingCallWaitsForIt(MqttVersion version) {
		MqttClient client = client(version, (builder) -> builder.completionExecutor(this.tasks::add));
		client.connect();
		assertThat(client.publish("t", "x", QoS.EXACTLY_ONCE).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		MqttSubscription subscription = client.subscribe("a");
		assertThat(subscription.unsubscribe().reasonCodes()).hasSize(1);
		MqttSubscription ended = client.subscribe("b");
		CompletableFuture<UnsubscribeResult> ending = ended.unsubscribeAsync();
		CompletableFuture<PublishResult> publishing = client.publishAsync("t", "x", QoS.AT_LEAST_ONCE);
		assertThat(ended.unsubscribe().reasonCodes()).hasSize(1);
		client.ping();
		client.flush(Duration.ofSeconds(5));
		client.disconnect();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		assertThat(publishing).isNotDone();
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
		result(publishing);
		result(ending);
		client.close();
	}

	@Test
	void nothingOfTheApplicationRunsOnTheNetworkThread() {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			MqttClient client = client(MqttVersion.V5, (builder) -> builder.completionExecutor(executor));
			assertOffNetwork(client.connectAsync());
			assertOffNetwork(client.publishAsync("t", "x", QoS.AT_LEAST_ONCE));
			CompletableFuture<MqttSubscription> subscribing = client.subscribeAsync(SubscriptionSpec.of("a"));
			assertOffNetwork(subscribing);
			assertOffNetwork(client.pingAsync());
			assertOffNetwork(result(subscribing).unsubscribeAsync());
			assertOffNetwork(client.flushAsync(Duration.ofSeconds(5)));
			assertOffNetwork(client.disconnectAsync());
		}
		finally {
			closeAll();
			executor.shutdown();
		}
	}

	private static void assertOffNetwork(CompletableFuture<?> future) {
		CompletableFuture<String> thread = future.thenApply((done) -> Thread.currentThread().getName());
		assertThat(result(thread)).doesNotStartWith("zmqtt-io");
	}

}
