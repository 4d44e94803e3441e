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

package io.zmqtt.internal.session.sim;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a session for what it has not let go of.
 */
final class SessionProbe {

	/**
	 * Collections and counts that are empty when nothing is under way.
	 */
	private static final List<String> PLACES = List.of("outbound.inFlight", "outbound.sent", "outbound.waiting",
			"outbound.stalled", "outbound.inWindow", "outbound.timedOut", "inbound.atLeastOnce", "inbound.exactlyOnce",
			"inbound.exactlyOnceOpen", "inbound.hold", "subscriptions.exchanges.open", "subscriptions.exchanges.queue",
			"subscriptions.subscribing", "subscriptions.unsubscribes.waiting", "subscriptions.unsubscribes.obsolete",
			"subscriptions.restoring.restoring");

	private SessionProbe() {
	}

	/**
	 * Return what is left, or null if there is nothing.
	 */
	static @Nullable String findLeft(Session session) {
		for (String place : PLACES) {
			int size = size(session, place);
			if (size != 0) {
				return "The session still has " + size + " in " + place;
			}
		}
		return null;
	}

	/**
	 * Return how much is in a place.
	 */
	static int size(Session session, String place) {
		Object value = session;
		for (String name : place.split("\\.")) {
			value = get(value, name);
		}
		return size(value);
	}

	private static Object get(Object target, String name) {
		try {
			Field field = target.getClass().getDeclaredField(name);
			field.setAccessible(true);
			return field.get(target);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("SessionProbe has to know about " + name, ex);
		}
	}

	private static int size(Object value) {
		if (value instanceof Integer number) {
			return number;
		}
		if (value instanceof Collection<?> collection) {
			return collection.size();
		}
		if (value instanceof Map<?, ?> map) {
			return map.size();
		}
		try {
			String name = value.getClass().getSimpleName().equals("PacketIds") ? "inUse" : "size";
			Method method = value.getClass().getDeclaredMethod(name);
			method.setAccessible(true);
			return (int) method.invoke(value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("SessionProbe has to know about " + value.getClass(), ex);
		}
	}

}
