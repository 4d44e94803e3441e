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

package io.zmqtt.internal.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Subscription;

/**
 * A request to subscribe a route to some filters, from its submission to the broker's
 * answer.
 */
public abstract class SubscribeOperation {

	private final Route route;

	private final List<TopicFilter> filters;

	private final Subscription options;

	private final Map<TopicFilter, ReasonCode> results = new LinkedHashMap<>();

	private final List<UserProperty> userProperties;

	private boolean written;

	/**
	 * Create an operation.
	 * @param route who receives the messages
	 * @param filters the filters, each once
	 * @param options the options for all of them; the filter in it is not used
	 * @param userProperties the user properties of SUBSCRIBE
	 */
	protected SubscribeOperation(Route route, List<TopicFilter> filters, Subscription options,
			List<UserProperty> userProperties) {
		this.route = route;
		this.filters = filters;
		this.options = options;
		this.userProperties = userProperties;
	}

	final Route route() {
		return this.route;
	}

	final List<TopicFilter> filters() {
		return this.filters;
	}

	final Subscription options() {
		return this.options;
	}

	/**
	 * Return what to ask for: unless overridden, the options that all filters share.
	 * @param filter one of the filters
	 * @return the filter with its options
	 */
	protected Subscription subscription(TopicFilter filter) {
		return new Subscription(filter.text(), this.options.qos(), this.options.noLocal(),
				this.options.retainAsPublished(), this.options.retainHandling());
	}

	protected final boolean isWritten() {
		return this.written;
	}

	final void written() {
		this.written = true;
	}

	final List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Note an answer.
	 * @return whether it was the last one
	 */
	final boolean answer(TopicFilter filter, ReasonCode reasonCode) {
		this.results.put(filter, reasonCode);
		return this.results.size() == this.filters.size();
	}

	final Map<TopicFilter, ReasonCode> results() {
		return this.results;
	}

	/**
	 * Return whether somebody still waits for the answer.
	 */
	protected abstract boolean isOpen();

	/**
	 * Return the time at which the wait ends.
	 */
	protected abstract long deadline();

	/**
	 * The broker has answered.
	 */
	protected abstract void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties);

	/**
	 * The connected broker does not support what is asked for; nothing was sent.
	 */
	protected abstract void unsupported(String detail);

	/**
	 * Others have subscribed to a filter with options that cannot stand beside those of
	 * this operation; nothing was sent.
	 * @param filter the filter
	 * @param option the name of the option
	 */
	protected abstract void conflicting(TopicFilter filter, String option);

	/**
	 * The deadline has passed. The filters are forgotten.
	 */
	protected abstract void timedOut();

}
