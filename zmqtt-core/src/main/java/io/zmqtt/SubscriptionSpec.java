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

package io.zmqtt;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to, and how messages are buffered and acknowledged. Immutable.
 */
public final class SubscriptionSpec {

	/**
	 * The default number of messages in the buffer of a subscription.
	 */
	public static final int DEFAULT_BUFFER_SIZE = 1000;

	/**
	 * The default number of payload bytes in the buffer of a subscription: 16 MiB.
	 */
	public static final long DEFAULT_BUFFER_BYTES = 16L * 1024 * 1024;

	private final List<TopicFilter> filters;

	/** The filters with a QoS of their own. */
	private final Map<TopicFilter, QoS> ownQos;

	private final QoS qos;

	private final AckMode ackMode;

	private final int bufferSize;

	private final long bufferBytes;

	private final OverflowPolicy overflow;

	private final @Nullable Comparator<? super MqttMessage> order;

	private final @Nullable String name;

	private SubscriptionSpec(List<TopicFilter> filters, Map<TopicFilter, QoS> ownQos, QoS qos, AckMode ackMode,
			int bufferSize, long bufferBytes, OverflowPolicy overflow, @Nullable Comparator<? super MqttMessage> order,
			@Nullable String name) {
		this.filters = filters;
		this.ownQos = ownQos;
		this.qos = qos;
		this.ackMode = ackMode;
		this.bufferSize = bufferSize;
		this.bufferBytes = bufferBytes;
		this.overflow = overflow;
		this.order = order;
		this.name = name;
	}

	/**
	 * Return a specification of one or more topic filters with the defaults: QoS 0,
	 * {@link AckMode#AUTO}, a buffer of 1,000 messages and 16 MiB, and
	 * {@link OverflowPolicy#SUSPEND}.
	 * @param topicFilters at least one topic filter
	 * @return the specification
	 * @throws MqttInvalidTopicException if one is not a topic filter
	 * @throws IllegalArgumentException if there is none
	 */
	public static SubscriptionSpec of(String... topicFilters) {
		return of(Arrays.stream(topicFilters).map(TopicFilter::of).toList());
	}

	/**
	 * Return a specification of one or more topic filters with the defaults.
	 * @param filters at least one topic filter; an equal one given twice counts once
	 * @return the specification
	 * @throws IllegalArgumentException if there is none
	 */
	public static SubscriptionSpec of(List<TopicFilter> filters) {
		if (filters.isEmpty()) {
			throw new IllegalArgumentException("A subscription needs at least one topic filter");
		}
		return new SubscriptionSpec(filters.stream().distinct().toList(), Map.of(), QoS.AT_MOST_ONCE, AckMode.AUTO,
				DEFAULT_BUFFER_SIZE, DEFAULT_BUFFER_BYTES, OverflowPolicy.SUSPEND, null, null);
	}

	/**
	 * Return a specification of one topic filter at a QoS of its own, with the defaults
	 * for all else.
	 * @param topicFilter the topic filter
	 * @param qos the highest QoS at which the broker delivers
	 * @return the specification
	 * @throws MqttInvalidTopicException if it is not a topic filter
	 * @see #and(String, QoS)
	 */
	public static SubscriptionSpec of(String topicFilter, QoS qos) {
		return of(topicFilter).and(topicFilter, qos);
	}

	/**
	 * Return a specification of shared subscriptions with the defaults: each message goes
	 * to one member of the group (MQTT 5.0, section 4.8.2; many brokers offer it on MQTT
	 * 3.1.1 too).
	 * @param group the share name, without {@code /}, {@code +} and {@code #}
	 * @param topicFilters at least one topic filter, without the share prefix
	 * @return the specification of {@code $share/group/topicFilter} for each filter
	 * @throws MqttInvalidTopicException if the group is not a share name or one is not a
	 * topic filter
	 * @throws IllegalArgumentException if there is no filter
	 */
	public static SubscriptionSpec shared(String group, String... topicFilters) {
		return of(Arrays.stream(topicFilters).map((filter) -> TopicFilter.shared(group, filter)).toList());
	}

	private SubscriptionSpec with(List<TopicFilter> filters, Map<TopicFilter, QoS> ownQos, QoS qos) {
		return new SubscriptionSpec(filters, ownQos, qos, this.ackMode, this.bufferSize, this.bufferBytes,
				this.overflow, this.order, this.name);
	}

	/**
	 * Return this specification with one filter more, which has a QoS of its own. A
	 * filter that is there already gets this QoS.
	 * @param topicFilter the topic filter
	 * @param qos the highest QoS at which the broker delivers what matches this filter
	 * @return a new specification
	 * @throws MqttInvalidTopicException if it is not a topic filter
	 */
	public SubscriptionSpec and(String topicFilter, QoS qos) {
		return and(TopicFilter.of(topicFilter), qos);
	}

	/**
	 * Return this specification with one filter more, which has a QoS of its own. A
	 * filter that is there already gets this QoS.
	 * @param filter the topic filter
	 * @param qos the highest QoS at which the broker delivers what matches this filter
	 * @return a new specification
	 */
	public SubscriptionSpec and(TopicFilter filter, QoS qos) {
		Objects.requireNonNull(qos, "qos");
		Map<TopicFilter, QoS> all = new LinkedHashMap<>(this.ownQos);
		all.put(filter, qos);
		return with(Stream.concat(this.filters.stream(), Stream.of(filter)).distinct().toList(), all, this.qos);
	}

	/**
	 * Return this specification with another maximum QoS for all filters that have none
	 * of their own. Default: QoS 0.
	 * @param qos the highest QoS at which the broker delivers
	 * @return a new specification
	 */
	public SubscriptionSpec withQos(QoS qos) {
		Objects.requireNonNull(qos, "qos");
		return with(this.filters, this.ownQos, qos);
	}

	/**
	 * Return this specification with another acknowledgement mode. Default:
	 * {@link AckMode#AUTO}.
	 * @param ackMode when messages are acknowledged
	 * @return a new specification
	 */
	public SubscriptionSpec withAckMode(AckMode ackMode) {
		Objects.requireNonNull(ackMode, "ackMode");
		return new SubscriptionSpec(this.filters, this.ownQos, this.qos, ackMode, this.bufferSize, this.bufferBytes,
				this.overflow, this.order, this.name);
	}

	/**
	 * Return this specification with another size of the buffer. Default: 1,000 messages.
	 * @param messages how many messages, at least 1
	 * @return a new specification
	 * @throws IllegalArgumentException if it is below 1
	 */
	public SubscriptionSpec withBufferSize(int messages) {
		if (messages < 1) {
			throw new IllegalArgumentException("Buffer size must be at least 1, not " + messages);
		}
		return new SubscriptionSpec(this.filters, this.ownQos, this.qos, this.ackMode, messages, this.bufferBytes,
				this.overflow, this.order, this.name);
	}

	/**
	 * Return this specification with another size of the buffer in bytes. Default: 16
	 * MiB.
	 * @param bytes how many bytes of topics and payloads, at least 1; one message always
	 * fits
	 * @return a new specification
	 * @throws IllegalArgumentException if it is below 1
	 */
	public SubscriptionSpec withBufferBytes(long bytes) {
		if (bytes < 1) {
			throw new IllegalArgumentException("Buffer bytes must be at least 1, not " + bytes);
		}
		return new SubscriptionSpec(this.filters, this.ownQos, this.qos, this.ackMode, this.bufferSize, bytes,
				this.overflow, this.order, this.name);
	}

	/**
	 * Return this specification with another overflow policy for QoS 0. Default:
	 * {@link OverflowPolicy#SUSPEND}.
	 * @param overflow the policy
	 * @return a new specification
	 */
	public SubscriptionSpec withOverflow(OverflowPolicy overflow) {
		Objects.requireNonNull(overflow, "overflow");
		return new SubscriptionSpec(this.filters, this.ownQos, this.qos, this.ackMode, this.bufferSize,
				this.bufferBytes, overflow, this.order, this.name);
	}

	/**
	 * Return this specification with an order in which buffered messages are handed over:
	 * the least first, and in the order of receipt among equals. Default: the order of
	 * receipt. Whatever the order, acknowledgements go out in the order of receipt
	 * (MQTT-4.6.0-2), so that one for an early message that waits holds back those for
	 * later ones; and {@link OverflowPolicy#DROP_OLDEST} drops what came first, not what
	 * is handed over last. With that policy each hand-over looks through the whole
	 * buffer.
	 * @param order compares messages; called by the threads that take messages, never by
	 * the network thread. What it throws counts as equal
	 * @return a new specification
	 */
	public SubscriptionSpec withOrder(Comparator<? super MqttMessage> order) {
		Objects.requireNonNull(order, "order");
		return new SubscriptionSpec(this.filters, this.ownQos, this.qos, this.ackMode, this.bufferSize,
				this.bufferBytes, this.overflow, order, this.name);
	}

	/**
	 * Return this specification with a name for logs and metrics. Default: the filters.
	 * @param name the name
	 * @return a new specification
	 */
	public SubscriptionSpec withName(String name) {
		Objects.requireNonNull(name, "name");
		return new SubscriptionSpec(this.filters, this.ownQos, this.qos, this.ackMode, this.bufferSize,
				this.bufferBytes, this.overflow, this.order, name);
	}

	/**
	 * Return the topic filters.
	 * @return an immutable list of at least one
	 */
	public List<TopicFilter> filters() {
		return this.filters;
	}

	/**
	 * Return the maximum QoS of all filters that have none of their own.
	 * @return the highest QoS at which the broker delivers
	 */
	public QoS qos() {
		return this.qos;
	}

	/**
	 * Return the maximum QoS of a filter.
	 * @param filter one of the filters
	 * @return its own QoS, or else that of all
	 */
	public QoS qos(TopicFilter filter) {
		return this.ownQos.getOrDefault(filter, this.qos);
	}

	/**
	 * Return the acknowledgement mode.
	 * @return when messages are acknowledged
	 */
	public AckMode ackMode() {
		return this.ackMode;
	}

	/**
	 * Return the size of the buffer in messages.
	 * @return how many messages
	 */
	public int bufferSize() {
		return this.bufferSize;
	}

	/**
	 * Return the size of the buffer in bytes.
	 * @return how many bytes of topics and payloads
	 */
	public long bufferBytes() {
		return this.bufferBytes;
	}

	/**
	 * Return the overflow policy for QoS 0.
	 * @return the policy
	 */
	public OverflowPolicy overflow() {
		return this.overflow;
	}

	/**
	 * Return the order in which buffered messages are handed over.
	 * @return the order, or empty for that of receipt
	 */
	public Optional<Comparator<? super MqttMessage>> order() {
		return Optional.ofNullable(this.order);
	}

	/**
	 * Return the name for logs and metrics.
	 * @return the name, or the filters if none was given
	 */
	public String name() {
		return (this.name != null) ? this.name : this.filters.toString();
	}

	@Override
	public String toString() {
		return "SubscriptionSpec[filters="
				+ this.filters.stream()
					.map((filter) -> filter + " (" + qos(filter).value() + ")")
					.collect(Collectors.joining(", ", "[", "]"))
				+ ", ackMode=" + this.ackMode + ", bufferSize=" + this.bufferSize + ", bufferBytes=" + this.bufferBytes
				+ ", overflow=" + this.overflow + "]";
	}

}
