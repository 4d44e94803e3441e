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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.QoS;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A listener: what it listens to, what is called for each message, and how. Made of each
 * {@code @MqttListener}, and by hand for listeners that come and go while the application
 * runs. What is not set is as the container factory has it. Immutable.
 *
 * @see MqttListenerRegistry#register(MqttListenerEndpoint, MqttListenerContainerFactory)
 */
public final class MqttListenerEndpoint {

	private final Builder values;

	private final List<TopicTemplate> topics;

	private MqttListenerEndpoint(Builder values) {
		this.values = values;
		this.topics = values.topics.stream().map((topic) -> grouped(topic, values.group)).toList();
	}

	private static TopicTemplate grouped(TopicTemplate topic, @Nullable String group) {
		if (group == null) {
			return topic;
		}
		Assert.isTrue(!topic.filter().isShared(),
				() -> "Topic '" + topic + "' has a share name already, and cannot be of the group '" + group + "'");
		return TopicTemplate.of("$share/" + group + "/" + topic.text());
	}

	/**
	 * Begin an endpoint.
	 * @param id the unique identifier of the listener
	 * @return a builder
	 * @throws IllegalArgumentException if the identifier is empty
	 */
	public static Builder builder(String id) {
		Assert.hasText(id, "A listener needs an id");
		return new Builder(id);
	}

	/**
	 * Return the unique identifier of the listener.
	 * @return the id
	 */
	public String id() {
		return this.values.id;
	}

	/**
	 * Return what the listener listens to, the shared group included.
	 * @return an immutable list of at least one
	 */
	public List<TopicTemplate> topics() {
		return this.topics;
	}

	@Nullable QoS qos() {
		return this.values.qos;
	}

	boolean noLocal() {
		return this.values.noLocal;
	}

	boolean retainAsPublished() {
		return this.values.retainAsPublished;
	}

	@Nullable RetainHandling retainHandling() {
		return this.values.retainHandling;
	}

	@Nullable Integer concurrency() {
		return this.values.concurrency;
	}

	@Nullable AckMode ackMode() {
		return this.values.ackMode;
	}

	@Nullable Integer bufferSize() {
		return this.values.bufferSize;
	}

	@Nullable OverflowPolicy overflow() {
		return this.values.overflow;
	}

	@Nullable Boolean autoStartup() {
		return this.values.autoStartup;
	}

	@Nullable MqttClient client() {
		return this.values.client;
	}

	@Nullable String clientName() {
		return this.values.clientName;
	}

	@Nullable MqttListenerErrorHandler errorHandler() {
		return this.values.errorHandler;
	}

	@Nullable TopicTemplate replyTopic() {
		return this.values.replyTopic;
	}

	@Nullable MqttMessageHandler handler() {
		return this.values.handler;
	}

	@Nullable Object bean() {
		return this.values.bean;
	}

	@Nullable Method method() {
		return this.values.method;
	}

	@Override
	public String toString() {
		return "MqttListenerEndpoint[id=" + id() + ", topics=" + this.topics
				+ ((method() != null) ? ", method=" + method() : "") + "]";
	}

	/**
	 * Builds endpoints.
	 */
	public static final class Builder {

		private final String id;

		private final List<TopicTemplate> topics = new ArrayList<>();

		private @Nullable String group;

		private @Nullable QoS qos;

		private boolean noLocal;

		private boolean retainAsPublished;

		private @Nullable RetainHandling retainHandling;

		private @Nullable Integer concurrency;

		private @Nullable AckMode ackMode;

		private @Nullable Integer bufferSize;

		private @Nullable OverflowPolicy overflow;

		private @Nullable Boolean autoStartup;

		private @Nullable MqttClient client;

		private @Nullable String clientName;

		private @Nullable MqttListenerErrorHandler errorHandler;

		private @Nullable TopicTemplate replyTopic;

		private @Nullable MqttMessageHandler handler;

		private @Nullable Object bean;

		private @Nullable Method method;

		private Builder(String id) {
			this.id = id;
		}

		private Builder(Builder other) {
			this.id = other.id;
			this.topics.addAll(other.topics);
			this.group = other.group;
			this.qos = other.qos;
			this.noLocal = other.noLocal;
			this.retainAsPublished = other.retainAsPublished;
			this.retainHandling = other.retainHandling;
			this.concurrency = other.concurrency;
			this.ackMode = other.ackMode;
			this.bufferSize = other.bufferSize;
			this.overflow = other.overflow;
			this.autoStartup = other.autoStartup;
			this.client = other.client;
			this.clientName = other.clientName;
			this.errorHandler = other.errorHandler;
			this.replyTopic = other.replyTopic;
			this.handler = other.handler;
			this.bean = other.bean;
			this.method = other.method;
		}

		/**
		 * Add what the listener listens to.
		 * @param topics topic templates such as <code>home/{room}/+/#</code>
		 * @return this builder
		 * @throws io.zmqtt.MqttInvalidTopicException if one is not a topic template
		 */
		public Builder topics(String... topics) {
			Arrays.stream(topics).map(TopicTemplate::of).forEach(this.topics::add);
			return this;
		}

		/**
		 * Share the messages with all other listeners of a group: each message goes to
		 * one of them (MQTT 5.0, section 4.8.2). Brokers may offer it for MQTT 3.1.1 too.
		 * @param group the share name
		 * @return this builder
		 * @throws IllegalArgumentException if it is empty, or contains {@code /},
		 * {@code +} or {@code #} (MQTT-4.8.2-2), or a brace
		 */
		public Builder group(String group) {
			Assert.isTrue(!group.isEmpty() && group.chars().noneMatch((character) -> "/+#{}".indexOf(character) >= 0),
					() -> "group must not be empty or contain '/', '+', '#' or braces: '" + group + "'");
			this.group = group;
			return this;
		}

		/**
		 * Set the highest QoS at which the broker delivers.
		 * @param qos the quality of service
		 * @return this builder
		 */
		public Builder qos(QoS qos) {
			this.qos = qos;
			return this;
		}

		/**
		 * Set whether messages that the same client publishes are left out. MQTT 5 only,
		 * and not with a group.
		 * @param noLocal whether they are
		 * @return this builder
		 */
		public Builder noLocal(boolean noLocal) {
			this.noLocal = noLocal;
			return this;
		}

		/**
		 * Set whether messages keep the RETAIN flag they were published with. MQTT 5
		 * only.
		 * @param retainAsPublished whether they do
		 * @return this builder
		 */
		public Builder retainAsPublished(boolean retainAsPublished) {
			this.retainAsPublished = retainAsPublished;
			return this;
		}

		/**
		 * Set when the broker sends retained messages. MQTT 5 only.
		 * @param retainHandling when it does
		 * @return this builder
		 */
		public Builder retainHandling(RetainHandling retainHandling) {
			this.retainHandling = retainHandling;
			return this;
		}

		/**
		 * Set how many messages are handled at a time. Those of one topic keep their
		 * order.
		 * @param concurrency at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if it is less
		 */
		public Builder concurrency(int concurrency) {
			Assert.isTrue(concurrency >= 1, () -> "concurrency must be at least 1, not " + concurrency);
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Set when messages are acknowledged.
		 * @param ackMode when they are
		 * @return this builder
		 */
		public Builder ackMode(AckMode ackMode) {
			this.ackMode = ackMode;
			return this;
		}

		/**
		 * Set how many messages may wait for the listener.
		 * @param messages at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if it is less
		 */
		public Builder bufferSize(int messages) {
			Assert.isTrue(messages >= 1, () -> "bufferSize must be at least 1, not " + messages);
			this.bufferSize = messages;
			return this;
		}

		/**
		 * Set what is done with messages of QoS 0 when the buffer is full.
		 * @param overflow what is done
		 * @return this builder
		 */
		public Builder overflow(OverflowPolicy overflow) {
			this.overflow = overflow;
			return this;
		}

		/**
		 * Set whether the listener starts with the application context.
		 * @param autoStartup whether it does
		 * @return this builder
		 */
		public Builder autoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		/**
		 * Set the client to listen with.
		 * @param client the client
		 * @param name its name in observations
		 * @return this builder
		 */
		public Builder client(MqttClient client, String name) {
			this.client = client;
			this.clientName = name;
			return this;
		}

		/**
		 * Set what handles failures of this listener before anything else does.
		 * @param errorHandler the handler
		 * @return this builder
		 */
		public Builder errorHandler(MqttListenerErrorHandler errorHandler) {
			this.errorHandler = errorHandler;
			return this;
		}

		/**
		 * Set where what the method returns is sent when the message has no response
		 * topic.
		 * @param replyTopic a topic name, or a template whose variables are those of the
		 * listener
		 * @return this builder
		 * @throws io.zmqtt.MqttInvalidTopicException if it is not a topic template, or
		 * has wildcards
		 */
		public Builder replyTopic(String replyTopic) {
			TopicTemplate template = TopicTemplate.of(replyTopic);
			Assert.isTrue(!template.text().contains("+") && !template.text().contains("#"),
					() -> "A reply cannot be sent to '" + replyTopic + "', which has wildcards");
			this.replyTopic = template;
			return this;
		}

		/**
		 * Set what is called for each message.
		 * @param handler the handler
		 * @return this builder
		 */
		public Builder handler(MqttMessageHandler handler) {
			this.handler = handler;
			return this;
		}

		/**
		 * Set the method that is called for each message, with arguments as
		 * {@code @MqttListener} has them.
		 * @param bean the object
		 * @param method a method of it
		 * @return this builder
		 */
		public Builder method(Object bean, Method method) {
			this.bean = bean;
			this.method = method;
			return this;
		}

		/**
		 * Return the endpoint.
		 * @return a new endpoint
		 * @throws IllegalArgumentException if it has no topic, not exactly one of handler
		 * and method, options that exclude each other, or a reply topic with a variable
		 * that one of the topics lacks
		 */
		public MqttListenerEndpoint build() {
			Assert.notEmpty(this.topics, () -> "Listener '" + this.id + "' needs at least one topic");
			Assert.isTrue((this.handler != null) != (this.method != null),
					() -> "Listener '" + this.id + "' needs either a handler or a method");
			Assert.isTrue(!this.noLocal || this.group == null,
					() -> "Listener '" + this.id + "' cannot have both noLocal and a group (MQTT-3.8.3-4)");
			TopicTemplate replyTopic = this.replyTopic;
			if (replyTopic != null) {
				this.topics
					.forEach((topic) -> Assert.isTrue(topic.variableNames().containsAll(replyTopic.variableNames()),
							() -> "Reply topic '" + replyTopic.text() + "' of listener '" + this.id
									+ "' needs variables that topic '" + topic.text() + "' does not have"));
			}
			return new MqttListenerEndpoint(new Builder(this));
		}

	}

}
