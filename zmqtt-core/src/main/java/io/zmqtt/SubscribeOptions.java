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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The options of a subscription that only MQTT 5 has (MQTT 5.0, section 3.8.3.1): those
 * of all filters, and filters with options of their own.
 *
 * @param noLocal whether messages that this client publishes are not sent back to it; not
 * allowed for shared subscriptions (MQTT-3.8.3-4)
 * @param retainAsPublished whether forwarded messages keep the RETAIN flag they were
 * published with
 * @param retainHandling what the broker does with retained messages at the time of the
 * subscription
 * @param userProperties user properties of the SUBSCRIBE packet
 * @param filters the options of filters that have their own
 */
public record SubscribeOptions(boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling,
		List<UserProperty> userProperties, Map<TopicFilter, FilterOptions> filters) {

	private static final SubscribeOptions DEFAULT = new SubscribeOptions(false, false, RetainHandling.SEND, List.of());

	/**
	 * Create options.
	 */
	public SubscribeOptions {
		Objects.requireNonNull(retainHandling, "retainHandling");
		userProperties = List.copyOf(userProperties);
		filters = Map.copyOf(filters);
	}

	/**
	 * Create options that are the same for all filters.
	 * @param noLocal whether own messages are left out
	 * @param retainAsPublished whether the RETAIN flag is kept
	 * @param retainHandling what is done with retained messages
	 * @param userProperties user properties of the SUBSCRIBE packet
	 */
	public SubscribeOptions(boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling,
			List<UserProperty> userProperties) {
		this(noLocal, retainAsPublished, retainHandling, userProperties, Map.of());
	}

	/**
	 * Return the defaults: all messages, RETAIN only on retained ones, retained messages
	 * are sent.
	 * @return the defaults
	 */
	public static SubscribeOptions defaults() {
		return DEFAULT;
	}

	/**
	 * Return these options with another No Local for the filters without options of their
	 * own.
	 * @param noLocal whether own messages are left out
	 * @return new options
	 */
	public SubscribeOptions withNoLocal(boolean noLocal) {
		return new SubscribeOptions(noLocal, this.retainAsPublished, this.retainHandling, this.userProperties,
				this.filters);
	}

	/**
	 * Return these options with another Retain As Published for the filters without
	 * options of their own.
	 * @param retainAsPublished whether the RETAIN flag is kept
	 * @return new options
	 */
	public SubscribeOptions withRetainAsPublished(boolean retainAsPublished) {
		return new SubscribeOptions(this.noLocal, retainAsPublished, this.retainHandling, this.userProperties,
				this.filters);
	}

	/**
	 * Return these options with another Retain Handling for the filters without options
	 * of their own.
	 * @param retainHandling what is done with retained messages
	 * @return new options
	 */
	public SubscribeOptions withRetainHandling(RetainHandling retainHandling) {
		return new SubscribeOptions(this.noLocal, this.retainAsPublished, retainHandling, this.userProperties,
				this.filters);
	}

	/**
	 * Return these options with other user properties of the SUBSCRIBE packet.
	 * @param userProperties the user properties
	 * @return new options
	 */
	public SubscribeOptions withUserProperties(List<UserProperty> userProperties) {
		return new SubscribeOptions(this.noLocal, this.retainAsPublished, this.retainHandling, userProperties,
				this.filters);
	}

	/**
	 * Return these options with a filter that has options of its own.
	 * @param topicFilter one of the filters of the subscription
	 * @param options its options, in the place of those of all
	 * @return new options
	 * @throws MqttInvalidTopicException if it is not a topic filter
	 */
	public SubscribeOptions withFilter(String topicFilter, FilterOptions options) {
		return withFilter(TopicFilter.of(topicFilter), options);
	}

	/**
	 * Return these options with a filter that has options of its own.
	 * @param filter one of the filters of the subscription; subscribing fails with
	 * {@link IllegalArgumentException} if it is none of them
	 * @param options its options, in the place of those of all
	 * @return new options
	 */
	public SubscribeOptions withFilter(TopicFilter filter, FilterOptions options) {
		Map<TopicFilter, FilterOptions> all = new LinkedHashMap<>(this.filters);
		all.put(filter, options);
		return new SubscribeOptions(this.noLocal, this.retainAsPublished, this.retainHandling, this.userProperties,
				all);
	}

	/**
	 * Return the options of a filter.
	 * @param filter a filter
	 * @return its own options, or else those of all
	 */
	public FilterOptions filter(TopicFilter filter) {
		FilterOptions own = this.filters.get(filter);
		return (own != null) ? own : new FilterOptions(this.noLocal, this.retainAsPublished, this.retainHandling);
	}

}
