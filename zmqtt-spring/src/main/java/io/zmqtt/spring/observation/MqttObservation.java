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

package io.zmqtt.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations that templates and listeners make.
 */
public enum MqttObservation implements ObservationDocumentation {

	/**
	 * A template publishes a message, or makes a request: until the message is flushed at
	 * QoS 0, acknowledged at QoS 1 and 2, or the reply has come.
	 */
	TEMPLATE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultMqttTemplateObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return TemplateKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return TopicKeys.values();
		}

	},

	/**
	 * A listener deals with a message: all attempts, what recovers it and its reply.
	 */
	LISTENER {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultMqttListenerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return ListenerKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return TopicKeys.values();
		}

	};

	/**
	 * Low cardinality keys of {@link #TEMPLATE}.
	 */
	public enum TemplateKeys implements KeyName {

		/**
		 * The name of the client.
		 */
		CLIENT {

			@Override
			public String asString() {
				return "zmqtt.client";
			}

		},

		/**
		 * The topic template that was expanded to the topic, or {@code none}.
		 */
		TOPIC_TEMPLATE {

			@Override
			public String asString() {
				return "zmqtt.topic.template";
			}

		},

		/**
		 * The quality of service: 0, 1 or 2.
		 */
		QOS {

			@Override
			public String asString() {
				return "zmqtt.qos";
			}

		},

		/**
		 * {@code publish} or {@code request}.
		 */
		OPERATION {

			@Override
			public String asString() {
				return "zmqtt.operation";
			}

		}

	}

	/**
	 * Low cardinality keys of {@link #LISTENER}.
	 */
	public enum ListenerKeys implements KeyName {

		/**
		 * The id of the listener.
		 */
		LISTENER_ID {

			@Override
			public String asString() {
				return "zmqtt.listener.id";
			}

		},

		/**
		 * The name of the client.
		 */
		CLIENT {

			@Override
			public String asString() {
				return "zmqtt.client";
			}

		},

		/**
		 * The topic template of the listener that matches the topic.
		 */
		TOPIC_TEMPLATE {

			@Override
			public String asString() {
				return "zmqtt.topic.template";
			}

		},

		/**
		 * The quality of service: 0, 1 or 2.
		 */
		QOS {

			@Override
			public String asString() {
				return "zmqtt.qos";
			}

		}

	}

	/**
	 * High cardinality keys of both.
	 */
	public enum TopicKeys implements KeyName {

		/**
		 * The topic name.
		 */
		TOPIC {

			@Override
			public String asString() {
				return "zmqtt.topic";
			}

		}

	}

}
