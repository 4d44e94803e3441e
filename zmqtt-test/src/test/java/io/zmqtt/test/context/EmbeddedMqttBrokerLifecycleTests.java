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

package io.zmqtt.test.context;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a test class to see that its broker ends with it.
 */
class EmbeddedMqttBrokerLifecycleTests {

	private static final List<io.zmqtt.test.EmbeddedMqttBroker> SEEN = new ArrayList<>();

	@Test
	void endsAfterTheClass() {
		SEEN.clear();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectClass(Sample.class))
			.build();
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create().execute(request, listener);
		assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(2);
		assertThat(SEEN).hasSize(2);
		assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
		assertThat(SEEN.get(0).isRunning()).isFalse();
	}

	@EmbeddedMqttBroker
	static class Sample {

		@Test
		void one(io.zmqtt.test.EmbeddedMqttBroker broker) {
			see(broker);
		}

		@Test
		void two(io.zmqtt.test.EmbeddedMqttBroker broker) {
			see(broker);
		}

		private static void see(io.zmqtt.test.EmbeddedMqttBroker broker) {
			assertThat(broker.isRunning()).isTrue();
			SEEN.add(broker);
		}

	}

}
