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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A SUBSCRIBE or UNSUBSCRIBE that is to be sent, or was sent and is not answered.
 *
 * @param asks what a SUBSCRIBE asks for
 * @param userProperties its user properties
 * @param end what an UNSUBSCRIBE ends, or null for a SUBSCRIBE
 * @param filters the filters of an UNSUBSCRIBE
 */
record SubscribeExchange(List<Ask> asks, List<UserProperty> userProperties, @Nullable End end,
		List<TopicFilter> filters) {

	static SubscribeExchange subscribe(List<Ask> asks, List<UserProperty> userProperties) {
		return new SubscribeExchange(asks, userProperties, null, List.of());
	}

	static SubscribeExchange unsubscribe(End end, List<TopicFilter> filters) {
		return new SubscribeExchange(List.of(), List.of(), end, filters);
	}

	/**
	 * A filter that is asked for.
	 */
	static final class Ask {

		private final Desired item;

		private final RetainHandling retainHandling;

		private final Kind kind;

		private final List<SubscribeOperation> waiting = new ArrayList<>(1);

		Ask(Desired item, RetainHandling retainHandling, Kind kind) {
			this.item = item;
			this.retainHandling = retainHandling;
			this.kind = kind;
		}

		Desired item() {
			return this.item;
		}

		RetainHandling retainHandling() {
			return this.retainHandling;
		}

		Kind kind() {
			return this.kind;
		}

		/**
		 * Return the operations that the answer is for.
		 */
		List<SubscribeOperation> waiting() {
			return this.waiting;
		}

	}

	/**
	 * Why a filter is asked for.
	 */
	enum Kind {

		/**
		 * The application subscribes.
		 */
		NEW,

		/**
		 * There is a new connection.
		 */
		RESTORE,

		/**
		 * The broker has refused it before.
		 */
		RETRY

	}

	/**
	 * Filters that are ended together, by one packet or several.
	 */
	static final class End {

		private final List<UnsubscribeOperation> operations;

		private final Map<TopicFilter, ReasonCode> results = new LinkedHashMap<>();

		private int open;

		End(List<UnsubscribeOperation> operations, int filters) {
			this.operations = operations;
			this.open = filters;
		}

		List<UnsubscribeOperation> operations() {
			return this.operations;
		}

		/**
		 * Return the user properties, which belong to one operation only.
		 */
		List<UserProperty> userProperties() {
			return (this.operations.size() == 1) ? this.operations.get(0).userProperties() : List.of();
		}

		Map<TopicFilter, ReasonCode> results() {
			return this.results;
		}

		/**
		 * Note an answer.
		 * @return whether it was the last one
		 */
		boolean answer(TopicFilter filter, ReasonCode reasonCode) {
			this.results.put(filter, reasonCode);
			return --this.open == 0;
		}

	}

}
