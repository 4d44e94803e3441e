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

package io.zmqtt.spring.listener;

import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.MqttMessage;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.observation.DefaultMqttListenerObservationConvention;
import io.zmqtt.spring.observation.MqttListenerObservationContext;
import io.zmqtt.spring.observation.MqttListenerObservationConvention;
import io.zmqtt.spring.observation.MqttObservation;
import org.jspecify.annotations.Nullable;

/**
 * Observes a listener.
 *
 * @param registry where observations are registered
 * @param convention how they are named, or null for the default
 * @param listenerId the id of the listener
 * @param clientName the name of the client
 * @param topics what the listener listens to
 * @param timer is told how long the listener takes, or null
 */
record ListenerObservations(ObservationRegistry registry, @Nullable MqttListenerObservationConvention convention,
		String listenerId, String clientName, List<TopicTemplate> topics, @Nullable MqttListenerTimer timer) {

	/**
	 * Return the time at which a listener begins, if that matters.
	 */
	long time() {
		return (this.timer != null) ? System.nanoTime() : 0;
	}

	/**
	 * Tell how long a listener took.
	 * @param start when it began
	 */
	void handled(long start, @Nullable Throwable failure) {
		if (this.timer != null) {
			this.timer.onHandled(this.listenerId, System.nanoTime() - start, failure);
		}
	}

	/**
	 * Begin to observe what becomes of a message.
	 * @return an observation that is started
	 */
	Observation start(MqttMessage message) {
		if (this.registry.isNoop()) {
			return Observation.NOOP;
		}
		return MqttObservation.LISTENER.start(this.convention, DefaultMqttListenerObservationConvention.INSTANCE,
				() -> new MqttListenerObservationContext(message, this.listenerId, this.clientName,
						topicTemplate(message.topic())),
				this.registry);
	}

	/**
	 * Call something as part of an observation. What it throws is not recorded, unlike
	 * {@link Observation#scopedChecked(Observation.CheckedCallable)} does: only the end
	 * tells whether it counts, and what is recorded once cannot be taken back.
	 */
	static <T extends @Nullable Object> T inScope(Observation observation, Observation.CheckedCallable<T, ?> action)
			throws Throwable {
		Observation.Scope scope = observation.openScope();
		try {
			return action.call();
		}
		finally {
			scope.close();
		}
	}

	private String topicTemplate(String topic) {
		for (TopicTemplate template : this.topics) {
			if (template.filter().matches(topic)) {
				return template.text();
			}
		}
		return this.topics.get(0).text();
	}

}
