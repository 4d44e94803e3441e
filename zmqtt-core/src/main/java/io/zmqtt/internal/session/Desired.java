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

import java.util.ArrayList;
import java.util.List;

import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter that at least one route wants, or did want until the broker hears that
 * it is over.
 */
final class Desired {

	private final TopicFilter filter;

	private final int identifier;

	private final List<Holder> holders = new ArrayList<>(1);

	private List<Route> routes = List.of();

	/**
	 * The last answer of the broker, or null if there is none.
	 */
	private @Nullable ReasonCode answer;

	/**
	 * The request for this filter that is not answered yet.
	 */
	private SubscribeExchange.@Nullable Ask pending;

	/**
	 * When to ask again after a refusal, valid if {@link #retryScheduled}.
	 */
	private long retryAt;

	private boolean retryScheduled;

	private int retries;

	private @Nullable String lastTopic;

	private boolean lastMatched;

	private boolean ending;

	/**
	 * Create a filter without a route.
	 * @param identifier its subscription identifier
	 */
	Desired(TopicFilter filter, int identifier) {
		this.filter = filter;
		this.identifier = identifier;
	}

	TopicFilter filter() {
		return this.filter;
	}

	int identifier() {
		return this.identifier;
	}

	/**
	 * Return whether a message of the topic can be meant. Topics that repeat are the same
	 * object, so that most calls compare nothing.
	 */
	boolean matches(String topic) {
		if (topic != this.lastTopic) {
			this.lastMatched = this.filter.matches(topic);
			this.lastTopic = topic;
		}
		return this.lastMatched;
	}

	// Who wants it

	/**
	 * Return who receives its messages, each once.
	 */
	List<Route> routes() {
		return this.routes;
	}

	boolean isWanted() {
		return !this.holders.isEmpty();
	}

	/**
	 * The broker is told that nobody wants it.
	 */
	void ending() {
		this.ending = true;
	}

	/**
	 * Return whether nobody wants it and nobody may come to want what the broker still
	 * sends, other than for a subscription that was only detached.
	 */
	boolean isEnding() {
		return this.ending && !isWanted();
	}

	void add(Route route, Subscription options) {
		this.ending = false;
		this.holders.add(new Holder(route, options));
		update();
	}

	boolean remove(Route route) {
		boolean removed = this.holders.removeIf((holder) -> holder.route() == route);
		update();
		return removed;
	}

	private void update() {
		this.routes = this.holders.stream().map(Holder::route).distinct().toList();
	}

	// What to ask for

	/**
	 * Return why the options cannot stand beside those of the present holders, for which
	 * the broker has one subscription only.
	 */
	@Nullable String findConflict(Subscription options) {
		for (Holder holder : this.holders) {
			if (holder.options().noLocal() != options.noLocal()) {
				return "No Local";
			}
			if (holder.options().retainAsPublished() != options.retainAsPublished()) {
				return "Retain As Published";
			}
		}
		return null;
	}

	/**
	 * Return the highest QoS that a holder wants.
	 */
	QoS qos() {
		QoS qos = QoS.AT_MOST_ONCE;
		for (Holder holder : this.holders) {
			if (holder.options().qos().compareTo(qos) > 0) {
				qos = holder.options().qos();
			}
		}
		return qos;
	}

	/**
	 * Return what the holder who wants most wants of retained messages.
	 */
	RetainHandling retainHandling() {
		RetainHandling handling = RetainHandling.DO_NOT_SEND;
		for (Holder holder : this.holders) {
			if (holder.options().retainHandling().compareTo(handling) < 0) {
				handling = holder.options().retainHandling();
			}
		}
		return handling;
	}

	Subscription subscription(RetainHandling handling) {
		boolean noLocal = false;
		boolean retainAsPublished = false;
		for (Holder holder : this.holders) {
			noLocal |= holder.options().noLocal();
			retainAsPublished |= holder.options().retainAsPublished();
		}
		return new Subscription(this.filter.text(), qos(), noLocal, retainAsPublished, handling);
	}

	// What the broker says

	SubscribeExchange.@Nullable Ask pending() {
		return this.pending;
	}

	void pending(SubscribeExchange.@Nullable Ask ask) {
		this.pending = ask;
	}

	@Nullable ReasonCode answer() {
		return this.answer;
	}

	boolean isRefused() {
		return this.answer != null && this.answer.isFailure();
	}

	void answered(@Nullable ReasonCode reasonCode) {
		this.answer = reasonCode;
		this.retryScheduled = false;
		if (reasonCode != null && !reasonCode.isFailure()) {
			this.retries = 0;
		}
	}

	/**
	 * Return whether asking again on the same connection can help.
	 */
	boolean isRetriable() {
		return isWanted() && this.pending == null && (this.answer == ReasonCode.UNSPECIFIED_ERROR
				|| this.answer == ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR || this.answer == ReasonCode.QUOTA_EXCEEDED);
	}

	/**
	 * Return the time at which to ask again, which is fixed at the first call after a
	 * refusal.
	 */
	long retryAt(long now, long delay, long maxDelay) {
		if (!this.retryScheduled) {
			this.retryScheduled = true;
			this.retryAt = now + Math.min(maxDelay, delay << Math.min(this.retries, 16));
			this.retries++;
		}
		return this.retryAt;
	}

	void forgetRetries() {
		this.retries = 0;
		this.retryScheduled = false;
	}

	private record Holder(Route route, Subscription options) {

	}

}
